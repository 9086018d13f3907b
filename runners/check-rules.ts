import { randomUUID } from 'node:crypto';

import { Broken, checkLimits, expectOk, type Session, shorten } from './check-session.js';
import { seconds } from './failures.js';
import type { Call, CallArguments, CallName, Credential, UserValue } from './protocol/messages.js';

const { start, call: answerIn, whole } = checkLimits;

/** The rules of docs/driver-protocol.md, in the order they are checked; the last four hold all the time. */
export const driverRules = {
  hello: 'The first line out is the hello of this version.',
  calls: 'Each call that the hello names yields what is due, with each credential that it names.',
  errors: 'What the SDK throws is answered as an error, with its type.',
  'unknown-call': 'A call that it does not have is a driverError.',
  order: 'Several calls in one line are answered in their order.',
  concurrent: 'It makes the calls of one line at the same time, if its hello says so.',
  empty: 'A line without calls is answered with no results.',
  clients: 'A client is made once, when its name is first used, and kept by its name.',
  'large-line': 'A line may be larger than a megabyte.',
  'non-ascii': 'Lines are UTF-8 in both directions.',
  end: 'At the end of its input it finishes what it is doing, and exits with 0.',
  time: `The hello comes in ${seconds(start)}, an answer in ${seconds(answerIn)}, all of this check in ${seconds(whole)}.`,
  lines: 'Standard output holds nothing but lines of JSON.',
  schema: 'Each line is in the schema of the protocol.',
  answers: 'Each line is answered by one line with a result for each call, and no line comes unasked.',
} as const;
export type DriverRule = keyof typeof driverRules;

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

export type Check = (session: Session) => Promise<string | void>;

/** What proves each rule; resolves with a remark, rejects with `Broken` or a `DriverFailure`. */
const table: [rule: DriverRule, needs: CallName[], check: Check][] = [
  [
    'hello',
    [],
    async (session) => {
      session.hello = await session.channel.greet(session.limits.start);
      const { sdk, runtime } = session.hello;
      return `${sdk.name} ${sdk.version} on ${runtime}`;
    },
  ],
  [
    'calls',
    [],
    async (session) => {
      const { calls, credentials } = session.hello;
      for (const credential of credentials) await checkCalls(session, credential);
      return [...calls, ...credentials].join(', ');
    },
  ],
  [
    'errors',
    ['get'],
    async (session) => {
      const result = await session.call('get', { userId: `missing-${randomUUID()}` });
      if (!('error' in result))
        throw new Broken(`get of a missing user was answered with ${shorten(result)}, and "error" was due.`);
      const { type, status = 'not given', code = 'not given' } = result.error;
      return `${type}, status ${status}, code ${code}`;
    },
  ],
  [
    'unknown-call',
    [],
    async (session) => {
      const result = await session.call('noSuchCall' as CallName, { userId: 'john-doe' });
      if (!('driverError' in result))
        throw new Broken(`The call noSuchCall was answered with ${shorten(result)}, and "driverError" was due.`);
    },
  ],
  [
    'order',
    ['get', 'reference'],
    async (session) => {
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
    },
  ],
  [
    'concurrent',
    ['get'],
    async (session) => {
      if (!session.hello.concurrent) return 'not checked, because its hello says that it makes them in turn';
      const { together } = session.limits;
      const { pair: api } = session.apis;
      const client = session.client(session.credential, 'concurrent', api.baseUrl);
      const get: Call = { client, call: 'get', args: { userId: 'john-doe' } };
      await session.do([get, get]);
      if (api.requests === 0) throw new Broken('Two calls of get sent no request to the baseUrl of their client.');
      if (api.mostAtOnce < 2) {
        const waited = `the API waited ${seconds(together)} for the second request before it answered the first`;
        throw new Broken(`Two calls in one line were made in turn: ${waited}. Its hello says "concurrent": true.`);
      }
    },
  ],
  [
    'empty',
    [],
    async (session) => {
      await session.do([]);
    },
  ],
  [
    'clients',
    ['get'],
    async (session) => {
      const { first, second } = session.apis;
      // Who keeps clients by their names looks at the rest of a client once: all requests go to one address.
      const get = ({ baseUrl }: { baseUrl: string }): Call => ({
        client: session.client(session.credential, 'kept', baseUrl),
        call: 'get',
        args: { userId: session.userId() },
      });
      await session.do([get(first), get(second)]);
      await session.do([get(first), get(second)]);
      if (first.requests > 0 && second.requests > 0) {
        const seen = `their requests went to different addresses, ${first.requests} to one and ${second.requests} to the other`;
        const named = 'Four calls named one client, two of them in the line that named it first';
        throw new Broken(`${named}, and ${seen}. One client was due, made once and kept.`);
      }
    },
  ],
  [
    'large-line',
    ['create'],
    async (session) => {
      const userId = session.userId();
      const result = await session.call('create', { userId, data: { text: 'x'.repeat(1024 * 1024) } });
      if ('driverError' in result)
        throw new Broken(`create with 1 MB was answered with ${shorten(result)}, and "ok" or "error" was due.`);
    },
  ],
  [
    'non-ascii',
    ['create', 'get'],
    async (session) => {
      const userId = await session.freshUserId();
      expectOk(await session.call('create', { userId, data: { text: unusual } }), 'create');
      const value = expectOk(await session.call('get', { userId }), 'get') as { user: UserValue };
      const { text = null } = (value.user.data ?? {}) as { text?: unknown };
      if (text !== unusual) throw new Broken(`${JSON.stringify(unusual)} came back as ${shorten(text)}.`);
    },
  ],
  [
    'end',
    [],
    async (session) => {
      const [call, more] = callsInOrder.find(([name]) => session.offers(name)) ?? ['setUser'];
      const result = session.call(call, { userId: session.userId(), ...more });
      await Promise.all([result, session.channel.stop(session.limits.stop)]);
    },
  ],
];

/** A rule whose calls are not offered is not checked, and says so. */
export const checks = table.map(([rule, needs, check]): [DriverRule, Check] => [
  rule,
  async (session) => {
    if (needs.length === 0 || session.offers(...needs)) return check(session);
    return `not checked, because ${needs.join(' and ')} ${needs.length > 1 ? 'are not both' : 'is not'} offered`;
  },
]);

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
