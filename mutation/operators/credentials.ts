import { createHmac } from 'node:crypto';

import type { Client } from '../../runners/protocol/messages.js';
import { isFeedCall } from '../../suites/calls.js';
import { all, naming, type Operator, sending } from '../operator.js';
import { body, type Change, header, inRequests, query, type Row } from './request-changes.js';

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
  [
    'secret-reversed',
    'backwards in a header',
    (secret) => header('x-debug', () => Array.from(secret).reverse().join('')),
  ],
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
    sending.filter((call) => call !== 'setUser'),
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
    sending,
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
  ['no-resource', 'signs for no resource', scope, naming, claim((claims) => ({ ...claims, resource: undefined }))],
  [
    'other-resource',
    'signs for collections',
    scope,
    naming,
    claim((claims) => ({ ...claims, resource: 'collections' })),
  ],
  ['other-action', 'signs for another action', scope, naming, claim((claims) => ({ ...claims, action: 'list' }))],
  ['no-action', 'signs for no action', scope, naming, claim((claims) => ({ ...claims, action: undefined }))],
  ['no-feed', 'signs for no feed_id', scope, naming, claim((claims) => ({ ...claims, feed_id: undefined }))],
  ['any-feed', 'signs for every feed', scope, all.filter(isFeedCall), claim((claims) => ({ ...claims, feed_id: '*' }))],
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
  [
    'more-claims',
    'signs when it signed',
    [...scope, 'wireForm'],
    naming,
    claim((claims) => ({ ...claims, iat: 1_523_008_575 })),
  ],
  ['cut-token', 'cuts the token', scope, all, header('authorization', (text) => text.slice(0, -2))],
  ['no-token', 'sends no token', scope, all, header('authorization', () => undefined)],
];

const tellsItsToken: Operator = {
  ...{
    id: 'tells-its-token',
    defect: 'says with which token it failed',
    place: 'error',
    rules: ['secret'],
    calls: all,
  },
  hooks: () => {
    let token = '';
    return {
      send: (request, send) => {
        token = request.headers['authorization'] ?? '';
        return send(request);
      },
      error: (error) => Object.assign(error, { message: `${error.message} (signed ${token})` }),
    };
  },
};

const inErrors = (id: string, defect: string, told: (client: Client) => string): Operator => ({
  ...{ id, defect, place: 'error', rules: ['secret'], calls: naming },
  hooks: () => ({
    error: (error, { client }) => Object.assign(error, { message: `${error.message} (${told(client)})` }),
  }),
});

/** SDKs that leak credentials, or sign with others. */
export const credentialOperators: readonly Operator[] = [
  ...inRequests([...leaking, ...tokens]),
  inErrors('tells-its-client', 'says with which client it failed', (client) => JSON.stringify(client)),
  inErrors('tells-its-password', 'says with which password it failed, as Basic authentication has it', (client) =>
    btoa(`${client.apiKey}:${client.secret}`),
  ),
  tellsItsToken,
];

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
