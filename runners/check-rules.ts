import { randomUUID } from 'node:crypto';

import { createBarrier } from './check-barrier.js';
import { Broken, expectDriverError, expectOk, type Kind, type Session, shorten } from './check-session.js';
import type { Answer, CallName } from './protocol/messages.js';

/** The rules of docs/driver-protocol.md, in the order they are checked; the last three hold all the time. */
export const driverRules = {
  hello: 'The first line out is the hello of this version.',
  connect: 'A client is connected with each credential that the hello names.',
  calls: 'Each call that the hello names is answered with what that call yields.',
  errors: 'What the SDK throws is answered as an error, with its type.',
  'unknown-client': 'A call on a client that was never connected is a driverError.',
  concurrent: 'Requests are worked on at the same time.',
  'large-line': 'A line may be larger than a megabyte.',
  'non-ascii': 'Lines are UTF-8 in both directions.',
  disconnect: 'A disconnected client is forgotten.',
  end: 'At the end of its input it finishes what it is doing, and exits with 0.',
  lines: 'Standard output holds nothing but lines of JSON.',
  schema: 'Each line is in the schema of the protocol.',
  once: 'Every id is answered exactly once, and no other id.',
} as const;
export type DriverRule = keyof typeof driverRules;

const atOnce = 20;
const unusual = 'žluťoučký kůň, 北京, 😀, \u2028, "quoted" \\ and a tab\t';

/** In this order a user is there when it is needed, and gone at the end. */
const callsInOrder: [CallName, Kind][] = [
  ['create', 'a user'],
  ['getOrCreate', 'a user'],
  ['get', 'a user'],
  ['profile', 'a user'],
  ['update', 'a user'],
  ['reference', 'a reference'],
  ['delete', 'null'],
];

type Check = (session: Session) => Promise<string | undefined> | Promise<void>;

/** What proves each rule; resolves with a remark, rejects with `Broken` or a `DriverFailure`. */
export const checks: [DriverRule, Check][] = [
  [
    'hello',
    async (session) => {
      session.hello = await session.channel.greet(session.timeouts.start);
      const { sdk, runtime } = session.hello;
      return `${sdk.name} ${sdk.version} on ${runtime}`;
    },
  ],
  [
    'connect',
    async (session) => {
      for (const credential of session.hello.credentials) await session.client(credential);
      return session.hello.credentials.join(', ');
    },
  ],
  [
    'calls',
    async (session) => {
      const userId = session.userId();
      for (const [call, kind] of callsInOrder) {
        if (!session.offers(call)) continue;
        const data = ['create', 'getOrCreate', 'update'].includes(call) ? { data: { name: 'John Doe' } } : {};
        expectOk(await session.call(call, { userId, ...data }), call, kind);
      }
      for (const call of ['create', 'getOrCreate'] as const) {
        if (!session.offers(call)) continue;
        const fresh = session.userId();
        expectOk(await session.call(call, { userId: fresh }), `${call} without data`, 'a user');
        await session.forget(fresh);
      }
      if (session.offers('setUser') && session.hello.credentials.includes('userToken')) {
        const own = session.userId('userToken');
        expectOk(
          await session.call('setUser', { userId: own, data: { name: 'John Doe' } }, 'userToken'),
          'setUser',
          'a user',
        );
        if (session.offers('delete')) await session.call('delete', { userId: own }, 'userToken');
      }
      return session.hello.calls.join(', ');
    },
  ],
  [
    'errors',
    async (session) => {
      if (!session.offers('get')) return 'not checked, because get is not offered';
      const answer = await session.call('get', { userId: `missing-${randomUUID()}` });
      if (!('error' in answer))
        throw new Broken(`get of a missing user was answered with ${shorten(answer)}, and "error" was due.`);
      const { type, status = 'not given', code = 'not given' } = answer.error;
      return `${type}, status ${status}, code ${code}`;
    },
  ],
  [
    'unknown-client',
    async (session) => {
      const [call = 'get'] = session.hello.calls;
      const answer = await session.ask({ client: 'nobody', call, args: { userId: 'john-doe' } }, call);
      expectDriverError(answer, `${call} on a client that was never connected`);
    },
  ],
  [
    'concurrent',
    async (session) => {
      if (!session.offers('get')) return 'not checked, because get is not offered';
      const barrier = await createBarrier(2);
      try {
        const client = await session.connect(session.credential, barrier.baseUrl);
        const call = (): Promise<Answer> => session.ask({ client, call: 'get', args: { userId: 'john-doe' } }, 'get');
        await Promise.all([call(), call()]);
      } finally {
        await barrier.close();
      }
      await Promise.all(Array.from({ length: atOnce }, () => session.call('get', { userId: 'john-doe' })));
      return `${atOnce} at once`;
    },
  ],
  [
    'large-line',
    async (session) => {
      if (!session.offers('create')) return 'not checked, because create is not offered';
      const userId = session.userId();
      const answer = await session.call('create', { userId, data: { text: 'x'.repeat(1024 * 1024) } });
      if ('driverError' in answer) throw new Broken(`create with 1 MB was answered with ${shorten(answer)}.`);
    },
  ],
  [
    'non-ascii',
    async (session) => {
      if (!session.offers('create', 'get')) return 'not checked, because create and get are not both offered';
      const userId = session.userId();
      expectOk(await session.call('create', { userId, data: { text: unusual } }), 'create', 'a user');
      const value = expectOk(await session.call('get', { userId }), 'get', 'a user') as {
        user: { data?: { text?: unknown } };
      };
      await session.forget(userId);
      const text = value.user.data?.text;
      if (text !== unusual) throw new Broken(`${JSON.stringify(unusual)} came back as ${shorten(text ?? null)}.`);
    },
  ],
  [
    'disconnect',
    async (session) => {
      const client = await session.connect();
      expectOk(await session.ask({ disconnect: client }, 'disconnect'), 'disconnect', 'null');
      const [call = 'get'] = session.hello.calls;
      const answer = await session.ask({ client, call, args: { userId: 'john-doe' } }, call);
      expectDriverError(answer, `${call} on a disconnected client`);
    },
  ],
  [
    'end',
    async (session) => {
      const client = await session.client();
      const [call = 'get'] = session.hello.calls;
      const answer = session.ask({ client, call, args: { userId: session.userId() } }, call);
      const [, end] = await Promise.all([answer, session.channel.stop(session.timeouts.stop)]);
      if (end.killed) throw new Broken(`It still ran ${session.timeouts.stop} ms after the end of its input.`);
      if (end.exitCode !== 0) throw new Broken(`It exited with ${end.exitCode ?? end.signal}.`);
    },
  ],
];
