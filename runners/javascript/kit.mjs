/**
 * The driver protocol, version 2, for a driver in JavaScript: one line of JSON in, one line out. It knows no SDK.
 *
 * A binding imports this file before its SDK, because the import sends what the SDK prints to standard error, and calls
 * `serve` once:
 *
 *     serve({
 *       sdk: { name: 'my-sdk', version },
 *       credentials: ['secret'],
 *       connect: ({ baseUrl, apiKey, secret }) => new Client(apiKey, secret, { baseUrl }),
 *       calls: { get: (client, { userId }) => client.getUser(userId) },
 *       user: (user) => ({ id: user.id, data: user.data, createdAt: user.created_at, updatedAt: user.updated_at }),
 *       error: (error) => ({ status: error.status, code: error.code }),
 *     });
 */

/**
 * How a client is to be made. `baseUrl` is an origin, without a path; one of `secret` and `userToken` is given.
 * @typedef {{ name: string, baseUrl: string, apiKey: string, secret?: string, userToken?: string }} ClientRequest
 */

/**
 * What a call is made with. Without `data`, it is made as an application that has none makes it.
 * @typedef {{ userId: string, data?: unknown, activity?: { verb: string, object: string }, enriched?: boolean }} Args
 */

/**
 * What an SDK tells of a user. What it does not tell is undefined, and is left out of the answer.
 * @typedef {{ id?: unknown, data?: unknown, createdAt?: unknown, updatedAt?: unknown, followersCount?: unknown,
 *   followingCount?: unknown }} User
 */

/**
 * What an SDK tells of an activity. `actor` and `object` are text, or what stands in the place of a reference.
 * @typedef {{ id?: unknown, actor?: unknown, verb?: unknown, object?: unknown }} Activity
 */

/**
 * What joins an SDK to the protocol. What `connect` and the calls throw is told as the SDK's error; what the
 * others throw, as the driver's own.
 * @template Client
 * @typedef {object} Binding
 * @property {{ name: string, version: string }} sdk The version is that of the installed package, read at run time.
 * @property {('secret' | 'userToken')[]} credentials What `connect` can make a client with.
 * @property {(request: ClientRequest) => Client | Promise<Client>} connect Makes a client.
 * @property {Record<string, (client: Client, args: Args) => unknown>} calls What the SDK can do, by the protocol's names.
 * @property {(result: any) => User} user Renames the members of a user that a call returned.
 * @property {(result: any) => Activity} [activity] The same for an activity, where there are calls that give some.
 * @property {(error: any) => { status?: unknown, code?: unknown }} error What an application reads off an error.
 */

import { isDeepStrictEqual } from 'node:util';

// Standard output belongs to the protocol: what else is printed, also by `console`, goes to standard error.
const writeToOutput = process.stdout.write.bind(process.stdout);
process.stdout.write = process.stderr.write.bind(process.stderr);

/**
 * Serves the protocol until the input ends. The process then ends by itself, or is held by what the SDK keeps open.
 * @template Client
 * @param {Binding<Client>} binding
 */
export async function serve({ sdk, credentials, connect, calls, user, activity, error: readError }) {
  /** @type {Map<string, Promise<Client>>} */
  const clients = new Map();

  for await (const line of lines(process.stdin)) {
    const request = JSON.parse(line);
    const response = 'hello' in request ? hello() : { done: await Promise.all(request.do.map(answer)) };
    await new Promise((resolve) => writeToOutput(`${JSON.stringify(response)}\n`, resolve));
  }

  function hello() {
    const runtime = `Node.js ${process.versions.node}`;
    return { hello: 2, sdk, runtime, calls: Object.keys(calls), credentials, concurrent: true, tellsChanges: true };
  }

  async function answer(request) {
    const given = structuredClone(request.args.data);
    try {
      const result = await perform(request);
      return isDeepStrictEqual(request.args.data, given) ? result : { ...result, changed: toJson(request.args.data) };
    } catch (fault) {
      return { driverError: String(fault?.stack ?? fault) };
    }
  }

  async function perform({ client, call, args }) {
    if (!Object.hasOwn(calls, call)) return { driverError: `This driver has no call ${call}.` };
    let result;
    try {
      result = await calls[call](await clientFor(client), args);
    } catch (error) {
      return { error: describe(error) };
    }
    if (call === 'delete') return { ok: null };
    if (call === 'reference') return { ok: { reference: toJson(result) } };
    if (call === 'addActivity') return { ok: { activity: toJson(activity(result ?? {})) } };
    if (call === 'activities')
      return { ok: { activities: Array.isArray(result) ? toJson(result.map(activity)) : null } };
    const { createdAt, updatedAt, ...rest } = user(result ?? {});
    return { ok: { user: { ...toJson(rest), createdAt: timestamp(createdAt), updatedAt: timestamp(updatedAt) } } };
  }

  /** The client of that name, made when it is first asked for; one that could not be made is tried again. */
  function clientFor(request) {
    let client = clients.get(request.name);
    if (!client) {
      client = (async () => connect(request))();
      client.catch(() => clients.delete(request.name));
      clients.set(request.name, client);
    }
    return client;
  }

  function describe(error) {
    const { status, code } = readError(error ?? {});
    return {
      type: error?.constructor?.name ?? typeof error,
      message: String(error?.message ?? error),
      status: Number.isInteger(status) ? status : undefined,
      code: Number.isInteger(code) ? code : undefined,
    };
  }
}

/** Not node:readline: it also ends a line at U+2028 and U+2029, which JSON may hold as they are. */
async function* lines(input) {
  let unfinished = '';
  for await (const chunk of input.setEncoding('utf8')) {
    const parts = chunk.split('\n');
    parts[0] = unfinished + parts[0];
    unfinished = parts.pop();
    yield* parts;
  }
}

/** Text in ISO 8601 for a date; what else the SDK tells stays as it is. */
function timestamp(value) {
  return value instanceof Date && !Number.isNaN(value.getTime()) ? value.toISOString() : toJson(value);
}

/** The value as JSON can carry it. A member that is undefined is left out when it is written. */
function toJson(value) {
  if (value === null || /undefined|string|boolean/.test(typeof value) || Number.isFinite(value)) return value;
  if (Array.isArray(value)) return value.map(toJson);
  if (typeof value === 'object' && [Object.prototype, null].includes(Object.getPrototypeOf(value)))
    return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, toJson(member)]));
  return { $native: value.constructor?.name ?? typeof value, text: String(value) };
}
