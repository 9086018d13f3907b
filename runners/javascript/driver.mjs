/**
 * Serves the driver protocol over standard input and output, with the example beside it as the SDK's application.
 * The example's exports decide what the hello names: `connect` takes a secret, `connectUser` a user token.
 */
import { Console } from 'node:console';
import { createRequire } from 'node:module';
import * as example from './example.mjs';

// Standard output belongs to the protocol; what the SDK prints goes to standard error.
globalThis.console = new Console(process.stderr);

const { name, version } = createRequire(import.meta.url)('getstream/package.json');

const calls = {
  create: example.createUser,
  getOrCreate: example.getOrCreateUser,
  get: example.getUser,
  profile: example.getProfile,
  update: example.updateUser,
  delete: example.deleteUser,
  reference: example.userReference,
  setUser: example.setUser,
};

const hello = {
  hello: 1,
  sdk: { name, version },
  runtime: `Node.js ${process.versions.node}`,
  calls: Object.keys(calls).filter((call) => calls[call]),
  credentials: example.connectUser ? ['userToken'] : ['secret'],
};

const clients = new Map();

async function answer(request) {
  if (request.hello !== undefined) return hello;
  const { id } = request;
  if (request.connect !== undefined) {
    return outcome(
      id,
      () => clients.set(request.connect, connectClient(request)),
      () => null,
    );
  }
  if (request.disconnect !== undefined) {
    if (!clients.delete(request.disconnect)) return { id, driverError: `no client is called ${request.disconnect}` };
    return { id, ok: null };
  }
  const client = clients.get(request.client);
  if (!client) return { id, driverError: `no client is called ${request.client}` };
  const call = calls[request.call];
  if (!call) return { id, driverError: `no call is named ${request.call}` };
  const { userId, data } = request.args;
  return outcome(
    id,
    // setUser names no user: the SDK takes it from the token.
    () => (request.call === 'setUser' ? call(client, data) : call(client, userId, data)),
    (result) => callValue(request.call, result),
  );
}

function connectClient({ baseUrl, apiKey, secret, userToken }) {
  return example.connectUser
    ? example.connectUser(baseUrl, apiKey, userToken)
    : example.connect(baseUrl, apiKey, secret);
}

/** What came of the SDK's work; a fault in `toValue` is the driver's own and is thrown on. */
async function outcome(id, work, toValue) {
  let result;
  try {
    result = await work();
  } catch (error) {
    return { id, error: sdkError(error) };
  }
  return { id, ok: toValue(result) };
}

function callValue(call, result) {
  if (call === 'delete') return null;
  if (call === 'reference') return { reference: result };
  // `full` is the user as the API returned it. The user's own `id` is only what the application asked for.
  const { full = {}, data } = result;
  return {
    user: {
      id: plain(full.id),
      data: plain(data),
      createdAt: plain(full.created_at),
      updatedAt: plain(full.updated_at),
      followersCount: plain(full.followers_count),
      followingCount: plain(full.following_count),
    },
  };
}

/** The value as JSON can carry it; `undefined` is left out when it is written. */
function plain(value) {
  if (value === null || value === undefined) return value;
  if (typeof value === 'string' || typeof value === 'boolean' || Number.isFinite(value)) return value;
  if (Array.isArray(value)) return value.map(plain);
  if (Object.getPrototypeOf(value) === Object.prototype) {
    return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, plain(member)]));
  }
  return { $native: value.constructor?.name ?? typeof value, text: String(value) };
}

function sdkError(error) {
  // `error.error` is the API's error body: text, not an object, when the server did not answer JSON.
  return {
    type: error?.constructor?.name ?? typeof error,
    message: String(error?.message ?? error),
    status: integer(error?.response?.status),
    code: integer(error?.error?.code),
  };
}

function integer(value) {
  return Number.isInteger(value) ? value : undefined;
}

function send(response) {
  process.stdout.write(`${JSON.stringify(response)}\n`);
}

function serve(line) {
  const request = JSON.parse(line);
  answer(request).then(send, (fault) => send({ id: request.id, driverError: String(fault?.stack ?? fault) }));
}

// Not node:readline: it also ends a line at U+2028 and U+2029, which JSON text may hold as they are.
let unfinished = '';
process.stdin.setEncoding('utf8');
process.stdin.on('data', (chunk) => {
  const lines = chunk.split('\n');
  lines[0] = unfinished + lines[0];
  unfinished = lines.pop();
  lines.filter(Boolean).forEach(serve);
});
