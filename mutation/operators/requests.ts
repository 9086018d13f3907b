import { createHmac } from 'node:crypto';

import type { HttpRequest } from '../../runners/reference/http.js';
import type { UserCall } from '../../suites/calls.js';
import { all, naming, type Operator, writing } from '../operator.js';
import type { Context } from '../plant.js';

type Change = (request: HttpRequest, context: Context) => HttpRequest;
type Row = [id: string, defect: string, rules: readonly string[], calls: readonly UserCall[], change: Change];

const header =
  (name: string, value: (before: string, context: Context) => string | undefined): Change =>
  (request, context) => {
    const changed = value(request.headers[name] ?? '', context);
    const others = Object.fromEntries(Object.entries(request.headers).filter(([key]) => key !== name));
    return { ...request, headers: changed === undefined ? others : { ...others, [name]: changed } };
  };
const query =
  (change: (query: [string, string][], context: Context) => [string, string][]): Change =>
  (request, context) => ({ ...request, query: change(request.query, context) });
const path =
  (change: (path: string) => string): Change =>
  (request) => ({ ...request, path: change(request.path) });
const body =
  (change: (members: Record<string, unknown>, context: Context) => unknown): Change =>
  (request, context) =>
    request.body === undefined
      ? request
      : { ...request, body: JSON.stringify(change(JSON.parse(request.body) as Record<string, unknown>, context)) };
const without = (name: string): Change => query((pairs) => pairs.filter(([key]) => key !== name));
const withFlag = (name: string, value: string): Change =>
  query((pairs) => [...pairs.filter(([key]) => key !== name), [name, value]]);

const gets: readonly UserCall[] = ['getOrCreate', 'setUser'];
const byId: readonly UserCall[] = ['get', 'profile', 'update', 'delete'];
const asserted = ['clientHeader'];
const flags = ['getOrCreate', 'setUser', 'wireForm', 'conflict'];

const names: Row[] = [
  ['no-name', 'does not name the SDK', asserted, all, header('x-stream-client', () => undefined)],
  [
    'no-version',
    'names the SDK without its version',
    asserted,
    all,
    header('x-stream-client', (text) => text.replace(/-[\d.]+$/, '')),
  ],
  ['other-version', 'names another version', asserted, all, header('x-stream-client', () => 'reference-0.9.0')],
  [
    'short-version',
    'names the version without its last number',
    asserted,
    all,
    header('x-stream-client', (text) => text.replace(/\.\d+$/, '')),
  ],
  [
    'snapshot-version',
    'names a snapshot of the version',
    asserted,
    all,
    header('x-stream-client', (text) => `${text}-SNAPSHOT`),
  ],
  [
    'other-name',
    'names another SDK',
    asserted,
    all,
    header('x-stream-client', (text) => text.replace('reference', 'client')),
  ],
  ['doubled-name', 'names the SDK twice', asserted, all, header('x-stream-client', (text) => `${text}, ${text}`)],
  ['undefined-name', 'names the SDK undefined', asserted, all, header('x-stream-client', () => 'undefined-undefined')],
  [
    'name-in-user-agent',
    'names the SDK in User-Agent instead',
    asserted,
    all,
    (request) => ({
      ...header('x-stream-client', () => undefined)(request, {} as Context),
      headers: {
        ...header('x-stream-client', () => undefined)(request, {} as Context).headers,
        'user-agent': 'reference-1.0.0',
      },
    }),
  ],
];

const forms: Row[] = [
  ['no-auth-type', 'sends no Stream-Auth-Type', ['wireForm'], all, header('stream-auth-type', () => undefined)],
  ['no-content-type', 'sends no Content-Type', ['wireForm'], writing, header('content-type', () => undefined)],
  [
    'text-content-type',
    'declares the body as text/json',
    ['wireForm'],
    writing,
    header('content-type', () => 'text/json'),
  ],
  [
    'form-content-type',
    'declares the body as a form',
    ['wireForm', 'dataFidelity'],
    writing,
    header('content-type', () => 'application/x-www-form-urlencoded'),
  ],
  [
    'latin-charset',
    'declares the body as Latin-1',
    ['wireForm'],
    writing,
    header('content-type', () => 'application/json; charset=iso-8859-1'),
  ],
  [
    'problem-type',
    'declares the body as application/problem+json',
    ['wireForm'],
    writing,
    header('content-type', () => 'application/problem+json'),
  ],
  [
    'byte-order-mark',
    'sends a mark before the body',
    ['wireForm'],
    writing,
    (request) => ({ ...request, body: request.body && `\ufeff${request.body}` }),
  ],
  [
    'body-in-read',
    'sends a body where none belongs',
    ['wireForm'],
    ['get', 'profile', 'delete'],
    (request) => ({
      ...request,
      body: '{"id":"x"}',
      headers: { ...request.headers, 'content-type': 'application/json' },
    }),
  ],
  ['no-key', 'sends no key', ['wireForm', 'apiKey', 'retrieve'], all, without('api_key')],
  [
    'doubled-key',
    'sends the key twice',
    ['wireForm', 'apiKey'],
    all,
    query((pairs) => [...pairs, ...pairs.filter(([name]) => name === 'api_key')]),
  ],
  ['plain-add', 'does not send get_or_create', flags, gets, without('get_or_create')],
  ['no-get', 'sends get_or_create=false', flags, gets, withFlag('get_or_create', 'false')],
  [
    'get-in-body',
    'sends get_or_create in the body',
    flags,
    gets,
    (request, context) =>
      body((members) => ({ ...members, get_or_create: true }))(without('get_or_create')(request, context), context),
  ],
  ['always-gets', 'sends get_or_create=true', ['conflict', 'wireForm'], ['create'], withFlag('get_or_create', 'true')],
  [
    'no-counts',
    'does not ask for follow counts',
    ['followCounts', 'wireForm'],
    ['profile'],
    without('with_follow_counts'),
  ],
  [
    'always-counts',
    'asks for follow counts',
    ['followCounts', 'wireForm'],
    ['get'],
    withFlag('with_follow_counts', 'true'),
  ],
  [
    'patches',
    'sends PATCH',
    ['wireForm', 'updateReplaces'],
    ['update'],
    (request) => ({ ...request, method: 'PATCH' }),
  ],
  [
    'posts',
    'sends POST',
    ['wireForm', 'updateReplaces', 'retrieve', 'delete'],
    byId,
    (request) => ({ ...request, method: 'POST' }),
  ],
  [
    'other-path',
    'asks for users instead of user',
    ['wireForm', 'retrieve', 'createAnswers201'],
    all,
    path((text) => text.replace('/user/', '/users/')),
  ],
  ['lower-cases-path', 'writes the path in lower case', ['userId'], byId, path((text) => text.toLowerCase())],
  [
    'unescaped-path',
    'puts the id into the path as it is',
    ['userId'],
    byId,
    path((text) => decodeURIComponent(text).replace(/[?#].*/, '')),
  ],
  [
    'unescaped-percent',
    'escapes all of an id but percent signs',
    ['userId'],
    byId,
    path((text) => text.replaceAll('%25', '%')),
  ],
  [
    'unescaped-slash',
    'escapes all of an id but slashes',
    ['userId'],
    byId,
    path((text) => new URL(`http://x${text.replaceAll('%2F', '/')}`).pathname),
  ],
  [
    'id-in-body',
    'sends the data beside the id instead of in data',
    ['dataFidelity', 'createAnswers201', 'updateReplaces', 'getOrCreate', 'setUser'],
    writing,
    body(({ data, ...others }) => ({ ...(data as object), ...others })),
  ],
  [
    'no-data',
    'does not send the data',
    ['dataFidelity', 'createAnswers201', 'updateReplaces', 'getOrCreate', 'setUser'],
    writing,
    body(({ data, ...others }) => (data ? others : { ...others, data })),
  ],
  [
    'text-data',
    'sends the data as text',
    ['dataFidelity', 'createAnswers201', 'updateReplaces', 'getOrCreate', 'setUser'],
    writing,
    body(({ data, ...others }) => ({ ...others, data: data && JSON.stringify(data) })),
  ],
  [
    'latin-body',
    'sends the body in Latin-1',
    ['dataFidelity'],
    writing,
    (request) => ({ ...request, body: request.body?.replaceAll(/[^\u0000-\u00ff]/g, '?') }),
  ],
  [
    'other-user',
    'sends another id in the body',
    ['userId', 'createAnswers201', 'setUser', 'getOrCreate', 'clients', 'userTokenMayRead'],
    ['create', 'getOrCreate', 'setUser'],
    body(({ id, ...others }) => ({ id: `${String(id)}_`, ...others })),
  ],
  [
    'ascii-only',
    'drops what is not ASCII from the body',
    ['dataFidelity'],
    writing,
    (request) => ({ ...request, body: request.body?.replaceAll(/[^\u0000-\u007f]/g, '') }),
  ],
];

type Leak = [id: string, where: string, change: (secret: string) => Change];
const leaks: Leak[] = [
  ['secret-in-header', 'in a header', (secret) => header('x-app-secret', () => secret)],
  [
    'secret-as-base64',
    'as Base64 in a header',
    (secret) => header('x-debug', () => Buffer.from(secret).toString('base64')),
  ],
  [
    'secret-as-basic',
    'as a password in Basic authentication',
    (secret) =>
      header(
        'proxy-authorization',
        (_, { client }) => `Basic ${Buffer.from(`${client.apiKey}:${secret}`).toString('base64')}`,
      ),
  ],
  ['secret-as-hex', 'as hex in a header', (secret) => header('x-debug', () => Buffer.from(secret).toString('hex'))],
  ['secret-upper-case', 'in upper case in a header', (secret) => header('x-debug', () => secret.toUpperCase())],
  ['secret-reversed', 'backwards in a header', (secret) => header('x-debug', () => [...secret].reverse().join(''))],
  ['secret-in-cookie', 'in a cookie', (secret) => header('cookie', () => `app=${secret}`)],
  ['secret-in-user-agent', 'in User-Agent', (secret) => header('user-agent', () => `reference (${secret})`)],
  ['secret-in-query', 'in the query', (secret) => query((pairs) => [...pairs, ['api_secret', secret]])],
  [
    'secret-percent',
    'percent-encoded in the query',
    (secret) =>
      query((pairs) => [...pairs, ['s', secret.replaceAll(/./g, (letter) => `%${letter.charCodeAt(0).toString(16)}`)]]),
  ],
  ['secret-in-token', 'in a claim of the token', (secret) => resigned(secret, (claims) => ({ ...claims, secret }))],
];

const leaking: Row[] = [
  ...leaks.map(([id, where, change]): Row => [
    id,
    `sends the secret ${where}`,
    ['secret'],
    naming,
    (request, context) => (context.client.secret ? change(context.client.secret)(request, context) : request),
  ]),
  [
    'secret-in-body',
    'sends the secret in the body',
    ['secret'],
    ['create', 'getOrCreate', 'update'],
    (request, context) =>
      context.client.secret
        ? body((members) => ({ ...members, secret: context.client.secret }))(request, context)
        : request,
  ],
  [
    'token-in-query',
    'sends the token in the query too',
    ['secret'],
    all,
    (request) => ({ ...request, query: [...request.query, ['token', request.headers['authorization'] ?? '']] }),
  ],
  [
    'token-in-header',
    'sends the token in another header too',
    ['secret'],
    all,
    (request) => ({ ...request, headers: { ...request.headers, 'x-token': request.headers['authorization'] ?? '' } }),
  ],
  [
    'token-in-body',
    'sends the token in the body too',
    ['secret'],
    writing,
    (request, context) =>
      body((members) => ({ ...members, token: request.headers['authorization'] }))(request, context),
  ],
];

const scope = ['tokenScope', 'token'];
const claim =
  (change: (claims: Record<string, unknown>) => object, algorithm?: string): Change =>
  (request, context) =>
    context.client.secret ? resigned(context.client.secret, change, algorithm)(request, context) : request;

const tokens: Row[] = [
  ['unsigned', 'signs tokens with none', scope, naming, claim((claims) => claims, 'none')],
  ['no-resource', 'signs for no resource', scope, naming, claim(({ resource: _, ...claims }) => claims)],
  ['other-resource', 'signs for feeds', scope, naming, claim((claims) => ({ ...claims, resource: 'feed' }))],
  ['other-action', 'signs for another action', scope, naming, claim((claims) => ({ ...claims, action: 'list' }))],
  ['no-action', 'signs for no action', scope, naming, claim(({ action: _, ...claims }) => claims)],
  ['no-feed', 'signs for no feed_id', scope, naming, claim(({ feed_id: _, ...claims }) => claims)],
  ['server-as-user', 'signs as a user', [...scope, 'clients'], naming, claim(() => ({ user_id: 'by-secret' }))],
  [
    'adds-a-user',
    'signs for the server and names a user',
    [...scope, 'clients'],
    naming,
    claim((claims) => ({ ...claims, user_id: 'john-doe' })),
  ],
  ['expired', 'signs tokens that have expired', scope, naming, claim((claims) => ({ ...claims, exp: 1 }))],
  [
    'not-yet',
    'signs tokens that are not valid yet',
    scope,
    naming,
    claim((claims) => ({ ...claims, nbf: 4_000_000_000 })),
  ],
  ['cut-token', 'cuts the token', scope, all, header('authorization', (text) => text.slice(0, -2))],
  ['no-token', 'sends no token', scope, all, header('authorization', () => undefined)],
];

export const requestOperators: readonly Operator[] = [...names, ...forms, ...leaking, ...tokens].map(
  ([id, defect, rules, calls, change]): Operator => ({
    ...{ id, defect, place: 'request', rules, calls },
    hooks: () => ({ send: (request, send, context) => send(change(request, context)) }),
  }),
);

/** The token with other claims, signed anew. */
function resigned(secret: string, change: (claims: Record<string, unknown>) => object, algorithm = 'HS256'): Change {
  return header('authorization', (token) => {
    const claims = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as Record<
      string,
      unknown
    >;
    const encode = (part: object): string => Buffer.from(JSON.stringify(part)).toString('base64url');
    const signed = `${encode({ alg: algorithm, typ: 'JWT' })}.${encode(change(claims))}`;
    return `${signed}.${algorithm === 'none' ? '' : createHmac('sha256', secret).update(signed).digest('base64url')}`;
  });
}
