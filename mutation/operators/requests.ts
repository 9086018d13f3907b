import type { ApiCall } from '../../suites/calls.js';
import { all, type Operator, sending, writing } from '../operator.js';
import type { Context } from '../plant.js';
import { body, header, inRequests, path, query, type Row, withFlag, without } from './request-changes.js';

const gets: readonly ApiCall[] = ['getOrCreate', 'setUser'];
const byId: readonly ApiCall[] = all.filter((call) => !['create', 'getOrCreate', 'setUser'].includes(call));
/** Where nothing but the path says whose: an activity names its user in the body too, and is refused by that. */
const byPath = byId.filter((call) => call !== 'addActivity');
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
  ['no-content-type', 'sends no Content-Type', ['wireForm'], sending, header('content-type', () => undefined)],
  [
    'text-content-type',
    'declares the body as text/json',
    ['wireForm'],
    sending,
    header('content-type', () => 'text/json'),
  ],
  [
    'form-content-type',
    'declares the body as a form',
    ['wireForm', 'dataFidelity'],
    sending,
    header('content-type', () => 'application/x-www-form-urlencoded'),
  ],
  [
    'latin-charset',
    'declares the body as Latin-1',
    ['wireForm'],
    sending,
    header('content-type', () => 'application/json; charset=iso-8859-1'),
  ],
  [
    'problem-type',
    'declares the body as application/problem+json',
    ['wireForm'],
    sending,
    header('content-type', () => 'application/problem+json'),
  ],
  [
    'byte-order-mark',
    'sends a mark before the body',
    ['wireForm'],
    sending,
    (request) => ({ ...request, body: request.body && `\ufeff${request.body}` }),
  ],
  [
    'body-in-read',
    'sends a body where none belongs',
    ['wireForm'],
    ['get', 'profile', 'delete', 'activities', 'enrichedActivities'],
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
    byPath,
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
    byPath,
    path((text) => decodeURIComponent(text).replace(/[?#].*/, '')),
  ],
  [
    'unescaped-percent',
    'escapes all of an id but percent signs',
    ['userId'],
    byPath,
    path((text) => text.replaceAll('%25', '%')),
  ],
  [
    'unescaped-slash',
    'escapes all of an id but slashes',
    ['userId'],
    byPath,
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
    sending,
    (request) => ({ ...request, body: request.body?.replaceAll(/[^\u0000-\u00ff]/g, '?') }),
  ],
  [
    'more-members',
    'gives the activity a foreign_id',
    ['wireForm'],
    ['addActivity'],
    body((members) => ({ ...members, foreign_id: '1' })),
  ],
  ['other-accept', 'accepts nothing but HTML', ['wireForm'], all, header('accept', () => 'text/html')],
  ['more-headers', 'sends the name of the machine', ['wireForm'], all, header('x-stream-host', () => 'build-1')],
  [
    'without-a-length',
    'sends a body without saying its length',
    ['wireForm'],
    sending,
    header('transfer-encoding', () => 'chunked'),
  ],
  [
    'unread-encoding',
    'accepts an encoding that it cannot read',
    ['encodings'],
    all,
    header('accept-encoding', () => 'gzip'),
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
    sending,
    (request) => ({ ...request, body: request.body?.replaceAll(/[^\u0000-\u007f]/g, '') }),
  ],
];

/** SDKs that send another request than the contract's. */
export const requestOperators: readonly Operator[] = inRequests([...names, ...forms]);
