import { describe, expect, it } from 'vitest';

import type { Observation, Step } from '../suites/observation.js';
import { toRunAgain } from './retry.js';
import type { SdkObservations } from './run-suites.js';

const hello: SdkObservations['hello'] = {
  ...{ hello: 2, sdk: { name: 'double', version: '1.0.0' }, runtime: 'none', calls: [], credentials: [] },
  concurrent: false,
};

/** What an SDK gives that got no answer. */
const unanswered = { error: { type: 'Timeout', message: 'no answer' } };

/** An SDK of which these behaviours failed; the others that are named held. */
function sdk(
  id: string,
  failed: string[],
  held: string[] = [],
  outcome: Step['outcome'] = unanswered,
): SdkObservations {
  const observations = [...failed, ...held].map((behaviour): Observation => {
    const broken = { kind: 'broken', message: 'it does not hold' } as const;
    const ending: Observation['ending'] = failed.includes(behaviour) ? broken : { kind: 'held' };
    const step: Step = { call: 'get', args: { userId: 'a' }, startedAt: 0, durationMs: 1, outcome };
    return { behaviour, durationMs: 1, checks: 1, before: [], steps: [step], exchanges: [], ending };
  });
  return { id, hello, observations };
}

const verdictOf = (_: string, { ending }: Observation) => (ending.kind === 'held' ? 'passed' : 'failed');
const pairs = [{ candidate: 'python=.', release: 'python@5.4.0' }];

describe('what is run again', () => {
  it('is what failed', () => {
    expect(toRunAgain([sdk('go', ['create/a'], ['create/b'])], verdictOf).get('go')).toEqual(['create/a']);
  });

  it('is nothing that was answered, unless it is about time: no busy machine gives a wrong value', () => {
    const late = 'wire/calls-at-once-are-sent-at-once';
    for (const answered of [
      { ok: { user: { id: 'b' } } },
      { error: { type: 'ApiError', message: 'no', status: 404 } },
      { error: { type: 'ApiError', message: 'no', code: 16 } },
    ]) {
      const seen = sdk('go', ['create/a', late], [], answered);
      expect(toRunAgain([seen], verdictOf).get('go')).toEqual([late]);
    }
  });

  it('is nothing of an SDK that fails more than ten', () => {
    const many = Array.from({ length: 11 }, (_, index) => `create/${index}`);
    expect(toRunAgain([sdk('go', many)], verdictOf).get('go') ?? []).toEqual([]);
  });

  it('is of a pair what one of them fails, however much both fail', () => {
    const both = Array.from({ length: 23 }, (_, index) => `create/${index}`);
    const seen = [sdk('python=.', [...both, 'get/a'], ['get/b']), sdk('python@5.4.0', [...both, 'get/b'], ['get/a'])];
    const again = toRunAgain(seen, verdictOf, pairs);
    expect([again.get('python=.'), again.get('python@5.4.0')]).toEqual([['get/a'], ['get/b']]);
  });
});
