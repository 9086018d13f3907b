import type { CallArguments, CallValue, UserValue } from '../../runners/protocol/messages.js';
import type { UserCall } from '../../suites/calls.js';
import { giving, type Operator, textOf } from '../operator.js';

type Change = (user: UserValue, args: CallArguments) => UserValue;

const moments = ['timestamps', 'createAnswers201', 'retrieve', 'updateReplaces', 'getOrCreate'];
const times =
  (change: (text: string) => string | undefined): Change =>
  (user) => ({ ...user, createdAt: change(textOf(user.createdAt)), updatedAt: change(textOf(user.updatedAt)) });
const everyUser = [
  'dataFidelity',
  'retrieve',
  'createAnswers201',
  'getOrCreate',
  'updateReplaces',
  'userId',
  'setUser',
];

const changes: [id: string, what: string, rules: readonly string[], calls: readonly UserCall[], change: Change][] = [
  ['milliseconds', 'gives timestamps in milliseconds', moments, giving, times((text) => text.replace(/\d{3}Z$/, 'Z'))],
  ['seconds', 'gives timestamps in seconds', moments, giving, times((text) => text.replace(/\.\d+Z$/, 'Z'))],
  [
    'no-microseconds',
    'gives timestamps with zeros for microseconds',
    moments,
    giving,
    times((text) => text.replace(/\d{3}Z$/, '000Z')),
  ],
  [
    'rounds-moments',
    'rounds timestamps up to tenths of milliseconds',
    moments,
    giving,
    times((text) => text.replace(/\d\dZ$/, '99Z')),
  ],
  ['no-zone', 'gives timestamps without their zone', moments, giving, times((text) => text.replace('Z', ''))],
  [
    'other-zone',
    'gives timestamps in another zone, unsaid',
    moments,
    giving,
    times((text) =>
      text.replace(/T(\d\d)/, (_, hour: string) => `T${String((Number(hour) + 1) % 24).padStart(2, '0')}`),
    ),
  ],
  [
    'day-first',
    'gives dates with day and month swapped',
    moments,
    giving,
    times((text) => text.replace(/-(\d\d)-(\d\d)T/, '-$2-$1T')),
  ],
  ['no-timestamps', 'gives no timestamps', moments, giving, times(() => undefined)],
  ['empty-timestamps', 'gives empty timestamps', moments, giving, times(() => '')],
  [
    'drops-zeros-of-moments',
    'drops zeros within fractions',
    moments,
    giving,
    times((text) => text.replace(/\.0+(\d*)Z$/, '.$1Z').replace('.Z', 'Z')),
  ],
  [
    'own-clock',
    'reads updated_at off its own clock',
    moments,
    giving,
    (user) => ({ ...user, updatedAt: '2026-01-01T00:00:00.000001Z' }),
  ],
  [
    'swaps-timestamps',
    'swaps created_at and updated_at',
    moments,
    giving.filter((call) => call !== 'create'),
    (user) => ({ ...user, createdAt: user.updatedAt, updatedAt: user.createdAt }),
  ],
  [
    'one-timestamp',
    'gives created_at for both',
    moments,
    giving.filter((call) => call !== 'create'),
    (user) => ({ ...user, updatedAt: user.createdAt }),
  ],
  ['no-updated-at', 'gives no updated_at', moments, giving, (user) => ({ ...user, updatedAt: undefined })],
  ['no-created-at', 'gives no created_at', moments, giving, (user) => ({ ...user, createdAt: undefined })],
  ['no-id', 'gives no id', everyUser, giving, (user) => ({ ...user, id: undefined })],
  [
    'reference-for-id',
    'gives the reference for the id',
    everyUser,
    giving,
    (user) => ({ ...user, id: `SU:${textOf(user.id)}` }),
  ],
  ['no-data', 'gives no data', everyUser, giving, (user) => ({ ...user, data: undefined })],
  ['empty-data', 'gives an empty object for the data', everyUser, giving, (user) => ({ ...user, data: {} })],
  [
    'null-for-empty',
    'gives null for empty data',
    ['dataIsObject', 'retrieve'],
    giving,
    (user) => ({ ...user, data: Object.keys(user.data ?? {}).length === 0 ? null : user.data }),
  ],
  [
    'list-for-empty',
    'gives a list for empty data',
    ['dataIsObject', 'retrieve'],
    giving,
    (user) => ({ ...user, data: Object.keys(user.data ?? {}).length === 0 ? [] : user.data }),
  ],
  [
    'data-as-text',
    'gives the data as text',
    everyUser,
    giving,
    (user) => ({ ...user, data: JSON.stringify(user.data) }),
  ],
  [
    'mixes-data-with-user',
    "gives the user's members among its data",
    everyUser,
    giving,
    (user) => ({ ...user, data: { ...(user.data as object), id: user.id } }),
  ],
  [
    'gives-what-it-was-given',
    'gives the data it was given',
    ['getOrCreate', 'setUser', 'retrieve', 'dataFidelity'],
    ['getOrCreate', 'setUser'],
    (user, args) => ({ ...user, data: args.data ?? {} }),
  ],
  [
    'no-followers',
    'gives no counts',
    ['followCounts'],
    ['profile'],
    (user) => ({ ...user, followersCount: undefined, followingCount: undefined }),
  ],
  [
    'zero-followers',
    'gives 0 for the counts',
    ['followCounts'],
    ['profile'],
    (user) => ({ ...user, followersCount: 0, followingCount: 0 }),
  ],
  [
    'swaps-followers',
    'swaps the counts',
    ['followCounts'],
    ['profile'],
    (user) => ({ ...user, followersCount: user.followingCount, followingCount: user.followersCount }),
  ],
  [
    'small-followers',
    'keeps counts in 16 bits',
    ['followCounts'],
    ['profile'],
    (user) => ({ ...user, followersCount: Number(user.followersCount ?? 0) % 65_536 }),
  ],
  [
    'null-followers',
    'gives no count that is 0',
    ['followCounts'],
    ['profile'],
    (user) => ({
      ...user,
      followersCount: user.followersCount || undefined,
      followingCount: user.followingCount || undefined,
    }),
  ],
  [
    'followers-for-all',
    'gives counts of 0 with every user',
    ['followCounts'],
    ['get', 'getOrCreate', 'update'],
    (user) => ({ ...user, followersCount: 0, followingCount: 0 }),
  ],
];

export const userOperators: readonly Operator[] = [
  ...changes.map(([id, defect, rules, calls, change]): Operator => ({
    ...{ id, defect, place: 'answer', rules, calls },
    hooks: () => ({
      value: (value, args) => (value && 'user' in value ? { user: change(value.user, args) } : value),
    }),
  })),
  {
    ...{ id: 'last-answer', defect: 'gives the answer before the last', place: 'answer', calls: giving },
    rules: [...everyUser, 'clients', 'timestamps', 'dataIsObject'],
    hooks: () => {
      let last: UserValue | undefined;
      return {
        value: (value) => {
          const given = last;
          last = value && 'user' in value ? value.user : undefined;
          return given ? { user: given } : value;
        },
      };
    },
  },
  {
    ...{ id: 'merges-answers', defect: 'keeps members of the user it gave before', place: 'answer', calls: giving },
    rules: [...everyUser, 'clients', 'dataIsObject'],
    hooks: () => {
      const known = new Map<unknown, object>();
      return {
        value: (value) => {
          if (!value || !('user' in value)) return value;
          const { id, data } = value.user;
          const merged = { ...known.get(id), ...(data as object) };
          known.set(id, merged);
          return { user: { ...value.user, data: merged } };
        },
      };
    },
  },
  {
    ...{ id: 'first-timestamps', defect: 'gives the timestamps it gave first', place: 'answer', calls: giving },
    rules: moments,
    hooks: () => {
      const known = new Map<string, Partial<UserValue>>();
      return {
        value: (value, args, { client }) => {
          if (!value || !('user' in value)) return value;
          const key = `${client.apiKey} ${args.userId}`;
          const { createdAt, updatedAt } = value.user;
          const first = known.get(key) ?? { createdAt, updatedAt };
          known.set(key, first);
          return { user: { ...value.user, ...first } };
        },
      };
    },
  },
  {
    ...{ id: 'last-of-turn', defect: 'gives every call of one moment the same answer', place: 'answer', calls: giving },
    rules: ['clients', 'retrieve', 'getOrCreate'],
    hooks: () => {
      let running = 0;
      let last: UserValue | undefined;
      return {
        call: async (args, run) => {
          running += 1;
          try {
            const value = await run(args);
            if (!value || !('user' in value)) return value;
            last = running > 1 ? (last ?? value.user) : undefined;
            return { user: last ?? value.user };
          } finally {
            running -= 1;
          }
        },
      };
    },
  },
  {
    ...{
      id: 'swaps-answers',
      defect: 'gives two calls at once the answers of each other',
      place: 'answer',
      calls: giving,
    },
    rules: ['clients', 'retrieve'],
    hooks: () => {
      let running = 0;
      let waiting: { value: CallValue; give: (value: CallValue) => void } | undefined;
      return {
        call: async (args, run) => {
          running += 1;
          let value: CallValue;
          try {
            value = await run(args);
          } finally {
            running -= 1;
            // Nobody is left to swap with.
            if (running === 0 && waiting) waiting.give(waiting.value);
          }
          if (waiting) {
            const other = waiting;
            waiting = undefined;
            other.give(value);
            return other.value;
          }
          if (running === 0) return value;
          return new Promise((give) => (waiting = { value, give }));
        },
      };
    },
  },
];
