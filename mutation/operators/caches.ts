import pLimit from 'p-limit';

import type { HttpRequest, HttpResponse } from '../../runners/reference/http.js';
import { all, naming, type Operator, reading } from '../operator.js';
import type { Context, Hooks } from '../plant.js';

/** SDKs that answer from memory, or send what was not asked. */
export const cachingOperators: readonly Operator[] = [
  caching('caches', 'gives what it got before for that id', ({ client }, path) => `${client.apiKey} ${path}`),
  caching('caches-across-apps', 'gives what any client got before for that id', (_, path) => path),
  {
    ...{
      id: 'caches-missing',
      defect: 'remembers who was missing',
      place: 'sending',
      calls: ['get', 'profile', 'update', 'delete'],
    },
    rules: ['retries', 'retrieve'],
    hooks: () =>
      remember(
        ({ client }, request) => `${client.apiKey} ${request.path}`,
        ({ status }) => status === 404,
      ),
  },
  {
    ...{
      id: 'caches-creates',
      defect: 'remembers whom it got or created',
      place: 'sending',
      calls: ['getOrCreate', 'setUser'],
    },
    rules: ['retries', 'getOrCreate', 'retrieve', 'setUser'],
    hooks: () =>
      remember(
        ({ client }, request) =>
          `${client.apiKey} ${client.userToken ?? ''} ${(JSON.parse(request.body ?? '{}') as { id: string }).id}`,
        ({ status }) => status < 300,
      ),
  },
  {
    ...{
      id: 'merges-at-once',
      defect: 'sends equal calls at once as one',
      place: 'sending',
      calls: ['getOrCreate', 'get', 'profile', 'update'],
    },
    rules: ['retries'],
    hooks: () => {
      const running = new Map<string, Promise<HttpResponse>>();
      return {
        send: (request, send) => {
          const key = JSON.stringify([request.method, request.path, request.query, request.body]);
          const sent = running.get(key) ?? send(request).finally(() => running.delete(key));
          running.set(key, sent);
          return sent;
        },
      };
    },
  },
  {
    ...{ id: 'skips-equal-updates', defect: 'does not send what it sent last', place: 'sending', calls: ['update'] },
    rules: ['retries', 'updateReplaces', 'timestamps'],
    hooks: () =>
      remember(
        ({ client }, request) => `${client.apiKey} ${request.path} ${request.body}`,
        ({ status }) => status < 300,
      ),
  },
  {
    ...{
      id: 'opens-the-circuit',
      defect: 'fails without asking after an error of the server',
      place: 'sending',
      calls: all,
    },
    rules: ['retries', 'errorShape', 'unreadableAnswer', 'errorSentence', 'clientHeader', 'wireForm'],
    hooks: () => {
      let failed: HttpResponse | undefined;
      return {
        send: async (request, send) => {
          if (failed) {
            const again = failed;
            failed = undefined;
            return again;
          }
          const response = await send(request);
          if (response.status >= 500) failed = response;
          return response;
        },
      };
    },
  },
  {
    ...{
      id: 'opens-after-twenty',
      defect: 'fails without asking after twenty errors of the server in a row',
      place: 'sending',
      calls: all,
    },
    rules: ['clients', 'retries'],
    hooks: () => {
      let failed = 0;
      return {
        send: async (request, send) => {
          if (failed >= 20) throw new Error('the circuit is open');
          const response = await send(request);
          failed = response.status >= 500 ? failed + 1 : 0;
          return response;
        },
      };
    },
  },
  {
    ...{ id: 'needs-calls-left', defect: 'fails when no calls are left', place: 'sending', calls: all },
    rules: ['retries'],
    hooks: () => ({
      send: async (request, send) => {
        const response = await send(request);
        const none = response.status < 300 && response.headers?.['x-ratelimit-remaining'] === '0';
        if (none) throw new Error('the limit is used up');
        return response;
      },
    }),
  },
  {
    ...{
      id: 'one-at-a-time',
      defect: 'waits for the answer to the one before',
      place: 'sending',
      calls: naming,
    },
    rules: ['atOnce'],
    hooks: () => {
      const inTurn = pLimit(1);
      return { send: (request, send) => inTurn(() => send(request)) };
    },
  },
  {
    ...{
      id: 'one-at-a-time-loses',
      defect: 'drops the second of two requests at once',
      place: 'sending',
      calls: naming,
    },
    rules: ['clients', 'retrieve', 'getOrCreate', 'retries', 'conflict'],
    hooks: () => {
      let running = 0;
      return {
        send: async (request, send) => {
          running += 1;
          try {
            if (running > 1) throw new Error('busy');
            return await send(request);
          } finally {
            running -= 1;
          }
        },
      };
    },
  },
];

function caching(id: string, defect: string, key: (context: Context, path: string) => string): Operator {
  return {
    ...{ id, defect, place: 'sending', rules: ['retries', 'retrieve', 'clients'], calls: reading },
    hooks: () =>
      remember(
        (context, { path, query }) => key(context, `${path} ${query.length}`),
        ({ status }) => status < 300,
      ),
  };
}

function remember(
  keyOf: (context: Context, request: HttpRequest) => string,
  keeps: (response: HttpResponse) => boolean,
): Hooks {
  const known = new Map<string, HttpResponse>();
  return {
    send: async (request, send, context) => {
      const key = keyOf(context, request);
      const response = known.get(key) ?? (await send(request));
      if (keeps(response)) known.set(key, response);
      return response;
    },
  };
}
