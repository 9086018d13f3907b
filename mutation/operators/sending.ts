import { request as openRequest } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';

import type { HttpRequest, HttpResponse, Send } from '../../runners/reference/http.js';
import { all, answered, changing, emptyBody, type Operator, type PlantedCall } from '../operator.js';
import { type ApiCall, writes } from '../../suites/calls.js';
import type { Context } from '../plant.js';

type Sending = (request: HttpRequest, send: Send, context: Context) => Promise<HttpResponse>;

const repeated = ['retries'];
const statuses = [400, 401, 403, 404, 408, 409, 413, 429, 500, 502, 503, 504];
/** Which calls can meet a status. */
const meeting = (status: number): readonly ApiCall[] =>
  status === 409 ? ['create'] : status === 404 ? ['get', 'profile', 'update', 'delete'] : all;

const sending: [id: string, defect: string, rules: readonly string[], calls: readonly ApiCall[], send: Sending][] = [
  ...statuses.map((status): (typeof sending)[number] => [
    `repeats-${status}`,
    `is sent again after a ${status}`,
    repeated,
    status === 408 ? all.filter(writes) : meeting(status),
    async (request, send) => {
      const response = await send(request);
      return response.status === status ? send(request) : response;
    },
  ]),
  [
    'repeats-errors',
    'is sent up to three times after any error of the server',
    repeated,
    all,
    async (request, send) => {
      let response = await send(request);
      for (let round = 0; round < 2 && response.status >= 500; round += 1) response = await send(request);
      return response;
    },
  ],
  [
    'repeats-lost',
    'is sent again after a lost connection',
    repeated,
    changing,
    (request, send) => send(request).catch(() => send(request)),
  ],
  [
    'sends-twice',
    'is sent twice',
    repeated,
    all,
    async (request, send) => {
      const first = await send(request);
      await send(request).catch(() => undefined);
      return first;
    },
  ],
  [
    'looks-first',
    'reads the user first',
    repeated,
    changing.filter((call) => call !== 'setUser'),
    async (request, send, { plain }) => {
      await plain.get({ userId: 'somebody' }).catch(() => undefined);
      return send(request);
    },
  ],
  [
    'hides-failures',
    'asks a second time when the first failed, and tells only the second',
    repeated,
    all,
    async (request, send) => {
      const response = await send(request);
      return response.status >= 400 ? send(request) : response;
    },
  ],
  [
    'follows-redirects',
    'follows a redirect with all it has',
    ['redirect'],
    all,
    async (request, send, context) => {
      const response = await rawSend(request, context);
      return response.location
        ? rawSend({ ...request, ...splitLocation(response.location, request) }, context)
        : send(request);
    },
  ],
  [
    'takes-redirects',
    'takes a redirect for success',
    ['redirect'],
    all,
    async (request, send, { call }) => {
      const response = await send(request);
      return response.status >= 300 && response.status < 400 ? { status: 200, body: emptyBody(call) } : response;
    },
  ],
  [
    'impatient',
    'gives up after half a second',
    ['lateAnswer'],
    all,
    (request, send) => Promise.race([send(request), wait(500).then(() => Promise.reject(new Error('timed out')))]),
  ],
  [
    'impatient-within',
    'gives up where an answer pauses for half a second',
    ['lateAnswer'],
    all,
    (request, _send, context) => rawSend(request, context, { patienceMs: 500 }),
  ],
  [
    'reads-nothing-as-empty',
    'takes an empty body for an empty object',
    ['unreadableAnswer'],
    answered,
    async (request, send, { call }) => {
      const response = await send(request);
      return { ...response, body: response.body === '' ? emptyBody(call) : response.body };
    },
  ],
  [
    'reads-pages-as-empty',
    'takes a body that is no JSON for an empty object',
    ['unreadableAnswer'],
    answered,
    async (request, send, { call }) => {
      const response = await send(request);
      return { ...response, body: isJson(response.body) ? response.body : emptyBody(call) };
    },
  ],
  [
    'mends-what-is-cut',
    'closes JSON that was cut off',
    ['unreadableAnswer'],
    answered,
    async (request, send, { call }) => {
      const response = await send(request);
      const isCut = /^\{"(id|results)"/.test(response.body) && !isJson(response.body);
      return { ...response, body: isCut ? emptyUser(call) : response.body };
    },
  ],
  [
    'pages-are-success',
    'takes an error that is no JSON for success',
    ['unreadableAnswer'],
    all,
    async (request, send, { call }) => {
      const response = await send(request);
      return response.status >= 400 && !isJson(response.body) ? { status: 200, body: emptyBody(call) } : response;
    },
  ],
  [
    'pieces',
    'reads each piece of an answer by itself',
    ['lateAnswer'],
    answered,
    (request, _send, context) => rawSend(request, context, { read: (pieces) => pieces.map(String).join('') }),
  ],
  [
    'first-piece',
    'reads the first piece of an answer',
    ['lateAnswer'],
    answered,
    (request, _send, context) => rawSend(request, context, { read: (pieces) => String(pieces[0] ?? '') }),
  ],
  [
    'ignores-cuts',
    'takes an answer for whole although its connection ended within',
    ['retries', 'unreadableAnswer'],
    answered,
    async (request, send, { call }) => send(request).catch(() => ({ status: 200, body: emptyUser(call) })),
  ],
  [
    'lost-is-success',
    'takes a lost connection for success',
    ['retries'],
    changing,
    async (request, send, { call }) => send(request).catch(() => ({ status: 200, body: emptyBody(call) })),
  ],
];

export const sendingOperators: readonly Operator[] = [
  ...sending.map(([id, defect, rules, calls, send]): Operator => ({
    ...{ id, defect, place: 'sending', rules, calls },
    hooks: () => ({ send }),
  })),
];

/** Where a user is due, one without data. */
const emptyUser = (call: PlantedCall): string =>
  emptyBody(call) === '{}' ? '{"id":"john-doe","data":{}}' : emptyBody(call);

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

interface Reading {
  read?: (pieces: Buffer[]) => string;
  /** How long it waits for the next piece; for ever when absent. */
  patienceMs?: number;
}

/** An HTTP library of its own, which a defect may read wrongly. */
function rawSend(
  { method, path, query, headers, body }: HttpRequest & { origin?: string },
  { client: { baseUrl } }: Context,
  { read = (pieces) => Buffer.concat(pieces).toString(), patienceMs = 0 }: Reading = {},
): Promise<HttpResponse & { location?: string }> {
  const search = query.map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`).join('&');
  return new Promise((resolve, reject) => {
    const outgoing = openRequest(`${baseUrl}${path}?${search}`, { method, headers, agent: false }, (incoming) => {
      const pieces: Buffer[] = [];
      incoming.on('data', (piece: Buffer) => pieces.push(piece));
      incoming.on('error', reject);
      incoming.setTimeout(patienceMs, () => incoming.destroy(new Error('timed out')));
      incoming.on('end', () =>
        resolve({ status: incoming.statusCode ?? 0, body: read(pieces), location: incoming.headers.location }),
      );
    });
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}

function splitLocation(location: string, { query }: HttpRequest): Pick<HttpRequest, 'path' | 'query'> {
  const url = new URL(location);
  const key = url.searchParams.get('api_key') ?? '';
  return { path: url.pathname, query: [['api_key', key], ...query.filter(([name]) => name !== 'api_key')] };
}
