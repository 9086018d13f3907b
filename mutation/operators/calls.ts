import type { CallValue } from '../../runners/protocol/messages.js';
import type { UserCall } from '../../suites/calls.js';
import { all, changing, madeUp, type Operator, writing } from '../operator.js';
import type { Fault } from '../plant.js';
import { type Around, aroundCalls, before, instead, on, type Row } from './around.js';

const byId: readonly UserCall[] = ['get', 'profile', 'update', 'delete'];
const dataOf = (value: CallValue): object => (value && 'user' in value ? (value.user.data as object) : {});

const rows: Row[] = [
  [
    'gets-or-creates',
    'gets or creates',
    ['conflict', 'retries'],
    ['create'],
    instead((args, { plain }) => plain.getOrCreate(args)),
  ],
  [
    'hides-conflicts',
    'retrieves the user after a conflict',
    ['conflict', 'retries', 'errorShape'],
    ['create'],
    on(409, (args, { plain }) => plain.get(args)),
  ],
  [
    'updates-on-conflict',
    'updates the user after a conflict',
    ['conflict', 'retries'],
    ['create'],
    on(409, (args, { plain }) => plain.update(args)),
  ],
  [
    'succeeds-on-conflict',
    'gives what it was given after a conflict',
    ['conflict', 'errorShape'],
    ['create'],
    on(409, async ({ userId, data }) => ({ user: { id: userId, data } })),
  ],
  [
    'creates',
    'creates',
    ['getOrCreate', 'setUser', 'retries'],
    ['getOrCreate', 'setUser'],
    instead((args, { plain }) => plain.create(args)),
  ],
  [
    'gets-then-creates',
    'is two calls',
    ['getOrCreate', 'retries'],
    ['getOrCreate'],
    async (args, _run, { plain }) => plain.get(args).catch(() => plain.create(args)),
  ],
  [
    'creates-then-gets',
    'creates, and retrieves after a conflict',
    ['getOrCreate', 'retries'],
    ['getOrCreate'],
    async (args, _run, { plain }) => plain.create(args).catch(() => plain.get(args)),
  ],
  [
    'gets-and-updates',
    'updates the user that it gets',
    ['getOrCreate', 'setUser', 'retries'],
    ['getOrCreate', 'setUser'],
    async (args, run, { plain }) => {
      await run(args);
      return plain.update(args);
    },
  ],
  [
    'gets-only',
    'retrieves only',
    ['getOrCreate', 'setUser', 'retries'],
    ['getOrCreate', 'setUser'],
    instead((args, { plain }) => plain.get(args)),
  ],
  [
    'merges',
    'merges',
    ['updateReplaces', 'retries'],
    ['update'],
    async (args, run, { plain }) =>
      run({ ...args, data: { ...dataOf(await plain.get(args)), ...(args.data as object) } }),
  ],
  [
    'upserts',
    'creates who is missing',
    ['updateMissing', 'retries', 'retrieve'],
    byId,
    on(404, (args, { plain }) => plain.create(args)),
  ],
  [
    'deletes-and-creates',
    'deletes and creates',
    ['updateReplaces', 'timestamps', 'retries'],
    ['update'],
    async (args, _run, { plain }) => {
      await plain.delete(args);
      return plain.create(args);
    },
  ],
  [
    'reads-only',
    'reads only',
    ['updateReplaces', 'retries', 'delete'],
    ['update'],
    instead((args, { plain }) => plain.get(args)),
  ],
  [
    'gives-the-old-user',
    'gives the user as it was before',
    ['updateReplaces', 'retries', 'dataFidelity'],
    ['update'],
    async (args, run, { plain }) => {
      const old = await plain.get(args);
      await run(args);
      return old;
    },
  ],
  [
    'ignores-missing',
    'succeeds for who is missing',
    ['deleteMissing', 'retrieve', 'updateMissing', 'errorShape'],
    byId,
    on(404, async ({ userId }, { call }) => (call === 'delete' ? null : { user: { id: userId, data: {} } })),
  ],
  [
    'empties',
    'empties the user instead',
    ['delete', 'retries'],
    ['delete'],
    async (args, _run, { plain }) => {
      await plain.update({ ...args, data: {} });
      return null;
    },
  ],
  [
    'does-nothing',
    'does nothing',
    ['retries', 'delete', 'updateReplaces', 'createAnswers201', 'getOrCreate', 'setUser', 'retrieve'],
    all,
    async (args, _run, { call }) => madeUp(call, args),
  ],
  [
    'deletes-twice',
    'deletes a second time',
    ['retries', 'delete'],
    ['delete'],
    async (args, run, { plain }) => {
      const value = await run(args);
      await plain.delete(args).catch(() => undefined);
      return value;
    },
  ],
  [
    'plain-profile',
    'retrieves the plain user',
    ['followCounts', 'wireForm'],
    ['profile'],
    instead((args, { plain }) => plain.get(args)),
  ],
  [
    'profile-for-get',
    'retrieves the profile',
    ['followCounts', 'wireForm'],
    ['get'],
    instead((args, { plain }) => plain.profile(args)),
  ],
  [
    'touches',
    'updates the user that it reads',
    ['retrieve', 'retries', 'timestamps'],
    ['get', 'profile'],
    async (args, run, { plain }) => {
      const value = await run(args);
      await plain.update({ ...args, data: dataOf(value) });
      return value;
    },
  ],
  [
    'checks-first',
    'looks whether the user is there',
    ['retries'],
    ['create', 'getOrCreate', 'update', 'delete'],
    before((args, { plain }) => plain.get(args)),
  ],
  [
    'reads-back',
    'reads the user back',
    ['retries'],
    writing,
    async (args, run, { plain }) => {
      await run(args);
      return plain.get(args);
    },
  ],
  [
    'lags-behind',
    'returns before its request is sent',
    [
      'createAnswers201',
      'dataFidelity',
      'delete',
      'updateReplaces',
      'retries',
      'getOrCreate',
      'setUser',
      'errorShape',
      'timestamps',
    ],
    changing,
    async (args, run, { call }) => {
      void run(args).catch(() => undefined);
      return madeUp(call, args);
    },
  ],
  [
    'swallows-all',
    'never fails',
    ['errorShape', 'retries', 'unreadableAnswer', 'userId'],
    all,
    (args, run, { call }) => run(args).catch(() => madeUp(call, { userId: args.userId })),
  ],
  [
    'stays-on-get-or-create',
    'gets or creates once it has met a conflict',
    ['conflict', 'retries', 'getOrCreate', 'retrieve'],
    ['create'],
    sticky(),
  ],
];

/** SDKs that do something else than they are asked. */
export const callOperators: readonly Operator[] = aroundCalls(rows);

function sticky(): Around {
  const met = new Set<string>();
  return async (args, run, { plain, client }) => {
    if (met.has(client.name)) return plain.getOrCreate(args);
    return run(args).catch((error: unknown) => {
      if ((error as Fault).status === 409) met.add(client.name);
      throw error;
    });
  };
}
