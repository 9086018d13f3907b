import type { Exchange } from '../spec/exchange.js';

/** A plain exchange of a create, with what a test wants different. */
export function exchange(part: Partial<Exchange> = {}): Exchange {
  return {
    sequence: 1,
    startedAt: '2018-04-06T09:56:15.833Z',
    durationMs: 1,
    operation: 'addUser',
    request: {
      method: 'POST',
      path: '/api/v1.0/user/',
      query: [['api_key', 'key']],
      headers: {},
      token: null,
      body: '{"id":"john-doe"}',
      bodyBytes: 17,
    },
    response: { status: 201, headers: {}, body: '{}' },
    violations: [],
    deviations: [],
    ...part,
  };
}
