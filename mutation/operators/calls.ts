import type { CallArguments, CallValue } from '../../runners/protocol/messages.js';
import type { UserCall } from '../../suites/calls.js';
import { compactBytes } from '../../fixtures/payloads.js';
import { all, naming, type Operator, writing } from '../operator.js';
import type { Context, Fault, Hooks } from '../plant.js';

type Around = NonNullable<Hooks['call']>;
type Row = [id: string, defect: string, rules: readonly string[], calls: readonly UserCall[], around: Around];

const byId: readonly UserCall[] = ['get', 'profile', 'update', 'delete'];

/** Does something else when the API answers with a status. */
const on =
  (status: number, other: (args: CallArguments, context: Context) => Promise<CallValue>): Around =>
  async (args, run, context) => {
    try {
      return await run(args);
    } catch (error) {
      if ((error as Fault).status === status) return other(args, context);
      throw error;
    }
  };
const before =
  (first: (args: CallArguments, context: Context) => Promise<unknown>): Around =>
  async (args, run, context) => {
    await first(args, context).catch(() => undefined);
    return run(args);
  };
const instead =
  (other: (args: CallArguments, context: Context) => Promise<CallValue>): Around =>
  (args, _run, context) =>
    other(args, context);
const refusing =
  (when: (args: CallArguments) => boolean, status: number, code: number): Around =>
  (args, run) => {
    if (when(args)) throw Object.assign(new Error('refused before it was sent'), { status, code });
    return run(args);
  };
const dataOf = (value: CallValue): object => (value && 'user' in value ? (value.user.data as object) : {});
const text = (args: CallArguments): string => JSON.stringify(args.data ?? {});

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
    async ({ userId, data }, _run, { call }) => (call === 'delete' ? null : { user: { id: userId, data: data ?? {} } }),
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
    ['create', 'getOrCreate', 'update', 'delete', 'setUser'],
    async (args, run, { call }) => {
      void run(args).catch(() => undefined);
      return call === 'delete' ? null : { user: { id: args.userId, data: args.data ?? {} } };
    },
  ],
  [
    'swallows-all',
    'never fails',
    ['errorShape', 'retries', 'unreadableAnswer', 'userId'],
    all,
    (args, run, { call }) => run(args).catch(() => (call === 'delete' ? null : { user: {} })),
  ],
  [
    'stays-on-get-or-create',
    'gets or creates once it has met a conflict',
    ['conflict', 'retries', 'getOrCreate', 'retrieve'],
    ['create'],
    sticky(),
  ],
  [
    'refuses-10000',
    'refuses data over 10,000 bytes',
    ['sizeLimit'],
    writing,
    refusing((args) => compactBytes(args.data ?? {}) > 10_000, 413, 18),
  ],
  [
    'refuses-the-limit',
    'refuses data of the limit',
    ['sizeLimit'],
    writing,
    refusing((args) => compactBytes(args.data ?? {}) >= 10_240, 413, 18),
  ],
  [
    'measures-escapes',
    'measures data as escaped for ASCII',
    ['sizeLimit'],
    writing,
    refusing((args) => text(args).replaceAll(/[^ -~]/g, '\\u0000').length > 10_240, 413, 18),
  ],
  [
    'measures-slashes',
    'measures data with escaped slashes',
    ['sizeLimit'],
    writing,
    refusing((args) => Buffer.byteLength(text(args).replaceAll('/', '\\/')) > 10_240, 413, 18),
  ],
  [
    'measures-utf-16',
    'measures data in UTF-16',
    ['sizeLimit', 'dataFidelity'],
    writing,
    refusing((args) => text(args).length * 2 > 10_240, 413, 18),
  ],
  [
    'cuts-to-the-limit',
    'cuts data to the limit',
    ['sizeLimit'],
    writing,
    (args, run) => run(compactBytes(args.data ?? {}) > 10_240 ? { ...args, data: { bio: 'cut' } } : args),
  ],
  [
    'refuses-short-ids',
    'refuses ids of one character',
    ['userId'],
    naming,
    refusing(({ userId }) => userId.length === 1, 400, 4),
  ],
  [
    'refuses-long-ids',
    'refuses ids over 255 characters',
    ['userId'],
    naming,
    refusing(({ userId }) => userId.length > 255, 400, 4),
  ],
  [
    'refuses-digits',
    'refuses ids of digits',
    ['userId'],
    naming,
    refusing(({ userId }) => /^\d+$/.test(userId), 400, 4),
  ],
  [
    'refuses-dashes',
    'refuses ids that begin with a dash',
    ['userId'],
    naming,
    refusing(({ userId }) => userId.startsWith('-'), 400, 4),
  ],
  [
    'wraps-text',
    'wraps data that is text in an object',
    ['dataIsObject'],
    writing,
    (args, run) => run(typeof args.data === 'string' ? { ...args, data: { value: args.data } } : args),
  ],
  [
    'indexes-lists',
    'makes an object of a list',
    ['dataIsObject'],
    writing,
    (args, run) => run(Array.isArray(args.data) ? { ...args, data: { ...args.data } } : args),
  ],
  [
    'parses-text',
    'reads data that is text as JSON',
    ['dataIsObject'],
    writing,
    (args, run) => run(args.data === '{}' ? { ...args, data: {} } : args),
  ],
  [
    'falsy-is-nothing',
    'takes falsy data for none',
    ['dataIsObject'],
    writing,
    (args, run) => run({ ...args, data: args.data || undefined }),
  ],
  [
    'empty-list-is-nothing',
    'takes an empty list for no data',
    ['dataIsObject'],
    writing,
    (args, run) => run(Array.isArray(args.data) && args.data.length === 0 ? { ...args, data: {} } : args),
  ],
  ['needs-data', 'fails without data', ['dataIsObject'], writing, refusing(({ data }) => data === undefined, 400, 4)],
  [
    'keeps-data',
    'sends the data of the call before where it is given none',
    ['dataIsObject', 'clients'],
    writing,
    remembering(),
  ],
  [
    'default-data',
    'sends its own data where it is given none',
    ['dataIsObject'],
    writing,
    (args, run) => run({ ...args, data: args.data ?? { name: '' } }),
  ],
];

const process: Operator[] = [
  {
    ...{ id: 'alternates', defect: 'hides every other error', place: 'call', calls: all },
    rules: [
      'errorShape',
      'retries',
      'conflict',
      'unreadableAnswer',
      'errorSentence',
      'userId',
      'token',
      'dataIsObject',
    ],
    hooks: () => {
      let count = 0;
      return {
        call: async (args, run, { call }) => {
          try {
            return await run(args);
          } catch (error) {
            count += 1;
            if (count % 2 === 0) throw error;
            return call === 'delete' ? null : { user: { id: args.userId, data: {} } };
          }
        },
      };
    },
  },
  {
    ...{ id: 'third-fails', defect: 'fails every third time', place: 'call', calls: all },
    rules: [
      'retries',
      'retrieve',
      'dataFidelity',
      'userId',
      'clients',
      'delete',
      'updateReplaces',
      'createAnswers201',
      'getOrCreate',
      'setUser',
      'dataIsObject',
      'timestamps',
      'conflict',
    ],
    hooks: () => {
      let count = 0;
      return {
        call: (args, run) => {
          count += 1;
          return count % 3 === 0 ? Promise.reject(new Error('pool exhausted')) : run(args);
        },
      };
    },
  },
  {
    ...{ id: 'previous-arguments', defect: 'sends the data of the call before', place: 'call', calls: writing },
    rules: [
      'dataFidelity',
      'clients',
      'updateReplaces',
      'createAnswers201',
      'getOrCreate',
      'setUser',
      'dataIsObject',
      'retries',
    ],
    hooks: () => {
      let last: unknown;
      return {
        args: (args) => {
          const data = last === undefined ? args.data : last;
          last = args.data;
          return { ...args, data };
        },
      };
    },
  },
  {
    ...{ id: 'first-id', defect: 'acts on the user of the first call', place: 'call', calls: naming },
    rules: ['userId', 'clients', 'retrieve', 'dataFidelity', 'retries'],
    hooks: () => {
      let first: string | undefined;
      return { args: (args) => ({ ...args, userId: (first ??= args.userId) }) };
    },
  },
  {
    ...{
      id: 'shared-arguments',
      defect: 'sends what the last of several calls at once was given',
      place: 'call',
      calls: writing,
    },
    rules: ['clients', 'dataFidelity', 'retries', 'getOrCreate', 'setUser'],
    hooks: () => {
      let shared: unknown;
      return {
        call: async (args, run) => {
          shared = args.data;
          await new Promise((resolve) => setImmediate(resolve));
          return run({ ...args, data: shared });
        },
      };
    },
  },
  {
    ...{
      id: 'shared-ids',
      defect: 'asks for the user of the last of several calls at once',
      place: 'call',
      calls: naming,
    },
    rules: ['clients', 'retrieve', 'retries', 'conflict'],
    hooks: () => {
      let shared = '';
      return {
        call: async (args, run) => {
          shared = args.userId;
          await new Promise((resolve) => setImmediate(resolve));
          return run({ ...args, userId: shared });
        },
      };
    },
  },
];

export const callOperators: readonly Operator[] = [
  ...rows.map(([id, defect, rules, calls, call]): Operator => ({
    ...{ id, defect, place: 'call', rules, calls },
    hooks: () => ({ call }),
  })),
  ...process,
];

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

function remembering(): Around {
  let last: unknown;
  return (args, run) => {
    const data = args.data === undefined ? last : args.data;
    last = data;
    return run({ ...args, data });
  };
}
