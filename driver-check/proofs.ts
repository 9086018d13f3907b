import { randomUUID } from 'node:crypto';

import type { Session } from './session.js';
import {
  type Call,
  type CallArguments,
  type CallName,
  type CallValue,
  type Credential,
  kindDue,
  kindOf,
  type Result,
  seconds,
  type UserValue,
} from '../runners/protocol/messages.js';
import type { DriverRule } from './rules.js';

/** A rule that does not hold. Its message says what was seen and what was due. */
export class Broken extends Error {
  override readonly name = 'Broken';

  /** @param bySdk The SDK's error came where a value was due: the driver's fault, or the SDK's own. */
  constructor(
    message: string,
    readonly bySdk = false,
  ) {
    super(message);
  }
}

/** A driver that does not offer what a rule is about, or claim it, neither keeps nor breaks it. */
export class NotChecked {
  constructor(readonly reason: string) {}
}

/** Proves a rule; resolves with a remark, or with why it is not checked; rejects with `Broken` or a `DriverFailure`. */
export type Proof = (session: Session) => Promise<string | void | NotChecked>;

/** A proof that is left out where one of these calls is not offered. */
const offering =
  (needed: CallName[], proof: Proof): Proof =>
  async (session) => {
    if (session.offers(...needed)) return proof(session);
    return new NotChecked(`${needed.join(' and ')} ${needed.length > 1 ? 'are not both' : 'is not'} offered`);
  };

const unusual = 'žluťoučký kůň, 北京, 😀, \u2028, "quoted" \\ and a tab\t';

const data = { name: 'John Doe' };

/** In this order a user is there when it is needed, and gone at the end. */
const callsInOrder: [CallName, Omit<CallArguments, 'userId'>?][] = [
  ['create', { data }],
  ['getOrCreate', { data }],
  ['get'],
  ['profile'],
  ['update', { data }],
  ['reference'],
  ['addActivity', { activity: { verb: 'follow', object: 'jane-doe' } }],
  ['activities', { enriched: false }],
  ['activities', { enriched: true }],
  ['delete'],
];

/** In the order in which they are checked. */
export const proofs: Partial<Record<DriverRule, Proof>> = {
  async hello(session) {
    const { sdk, runtime } = await session.driver.greet();
    return `${sdk.name} ${sdk.version} on ${runtime}`;
  },

  async calls(session) {
    const { calls, credentials } = session.driver.hello;
    for (const credential of credentials) await checkCalls(session, credential);
    return `${calls.join(', ')}, each with ${credentials.join(' and with ')}`;
  },

  errors: offering(['get'], async (session) => {
    const result = await session.call('get', { userId: `missing-${randomUUID()}` });
    if (!('error' in result))
      throw new Broken(`get of a missing user was answered with ${shorten(result)}, and "error" was due.`);
    const { type, status = 'not given', code = 'not given' } = result.error;
    return `${type}, status ${status}, code ${code}`;
  }),

  async 'unknown-call'(session) {
    const result = await session.call('noSuchCall' as CallName, { userId: 'john-doe' });
    if (!('driverError' in result))
      throw new Broken(`The call noSuchCall was answered with ${shorten(result)}, and "driverError" was due.`);
  },

  order: offering(['get', 'reference'], async (session) => {
    const userIds = Array.from({ length: 5 }, (_, index) => `check-order-${index}`);
    const client = session.client();
    // A reference needs no request, and so is there before the user that was asked for first.
    const calls = userIds.flatMap((userId): Call[] => [
      { client, call: 'get', args: { userId: `missing-${randomUUID()}` } },
      { client, call: 'reference', args: { userId } },
    ]);
    const results = await session.do(calls);
    for (const [index, userId] of userIds.entries()) {
      const result = results[2 * index + 1]!;
      const place = `Result ${2 * index + 2} of ${calls.length}`;
      if (!('ok' in result && shorten(result.ok).includes(userId)))
        throw new Broken(`${place} is ${shorten(result)}, and the reference to ${userId} was due.`);
    }
    return `${calls.length} calls in one line`;
  }),

  concurrent: offering(['get'], async (session) => {
    if (!session.driver.hello.concurrent) return new NotChecked('its hello says that it makes them in turn');
    const { together } = session.limits;
    const { pair: api } = session.apis;
    const client = session.client(session.credential, 'concurrent', api.baseUrl);
    const get: Call = { client, call: 'get', args: { userId: 'john-doe' } };
    await session.do([get, get]);
    if (api.seen.requests === 0) throw new Broken('Two calls of get sent no request to the baseUrl of their client.');
    if (api.seen.mostAtOnce < 2) {
      const waited = `the API waited ${seconds(together)} for the second request before it answered the first`;
      throw new Broken(`Two calls in one line were made in turn: ${waited}. Its hello says "concurrent": true.`);
    }
  }),

  async empty(session) {
    await session.do([]);
  },

  clients: offering(['get'], async (session) => {
    const { first, second } = session.apis;
    // Who keeps clients by their names looks at the rest of a client once: all requests go to one address.
    const get = ({ baseUrl }: { baseUrl: string }): Call => ({
      client: session.client(session.credential, 'kept', baseUrl),
      call: 'get',
      args: { userId: session.userId() },
    });
    await session.do([get(first), get(second)]);
    await session.do([get(first), get(second)]);
    const [one, other] = [first.seen.requests, second.seen.requests];
    if (one > 0 && other > 0) {
      const seen = `their requests went to different addresses, ${one} to one and ${other} to the other`;
      const named = 'Four calls named one client, two of them in the line that named it first';
      throw new Broken(`${named}, and ${seen}. One client was due, made once and kept.`);
    }
  }),

  'large-line': offering(['create'], async (session) => {
    const userId = session.userId();
    const result = await session.call('create', { userId, data: { text: 'x'.repeat(1024 * 1024) } });
    if ('driverError' in result)
      throw new Broken(`create with 1 MB was answered with ${shorten(result)}, and "ok" or "error" was due.`);
  }),

  'non-ascii': offering(['create', 'get'], async (session) => {
    const userId = await session.freshUserId();
    expectOk(await session.call('create', { userId, data: { text: unusual } }), 'create');
    const value = expectOk(await session.call('get', { userId }), 'get') as { user: UserValue };
    const { text = null } = (value.user.data ?? {}) as { text?: unknown };
    if (text !== unusual) throw new Broken(`${JSON.stringify(unusual)} came back as ${shorten(text)}.`);
  }),

  async end(session) {
    const [call, more] = callsInOrder.find(([name]) => session.offers(name)) ?? ['setUser'];
    const result = session.call(call, { userId: session.userId(), ...more });
    await Promise.all([result, session.driver.stop()]);
  },
};

async function checkCalls(session: Session, credential: Credential): Promise<void> {
  const client = session.client(credential);
  const withIt = credential === session.credential ? '' : ` with ${credential}`;
  const userId = await session.freshUserId(client);
  for (const [call, more] of callsInOrder) {
    if (!session.offers(call)) continue;
    expectOk(await session.call(call, { userId, ...more }, client), call, `${call}${withIt}`);
  }
  for (const call of ['create', 'getOrCreate'] as const) {
    if (!session.offers(call)) continue;
    const fresh = await session.freshUserId(client);
    expectOk(await session.call(call, { userId: fresh }, client), call, `${call} without data${withIt}`);
  }
  if (credential === 'userToken' && session.offers('setUser')) {
    expectOk(await session.call('setUser', { userId, data }, client), 'setUser');
  }
}

const shorten = (value: unknown): string => JSON.stringify(value).slice(0, 200);

/** The value that a call yields; `what` names it, with how it was made. */
function expectOk(result: Result, call: CallName, what: string = call): CallValue {
  if (!('ok' in result)) {
    throw new Broken(`${what} was answered with ${shorten(result)}, and "ok" was due.`, 'error' in result);
  }
  const [kind, due] = [kindOf(result.ok), kindDue(call)];
  if (kind !== due) throw new Broken(`${what} was answered with ${kind}, and ${due} was due.`);
  return result.ok;
}
