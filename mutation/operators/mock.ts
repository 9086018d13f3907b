import type { Call } from '../../mock/contract/call.js';
import type { Answer, Answered } from '../../mock/mock.js';
import type { UserCall } from '../../suites/calls.js';
import { type Operator, served } from '../operator.js';

/** What a row gives: the answer to one call, with `answer` for the API's own. */
type Serve = (call: Call, answer: Answer) => Answered;
type Row = [id: string, defect: string, rules: readonly string[], calls: readonly UserCall[], make: () => Serve];

const giving = served.filter((call) => call !== 'delete');
const byId: readonly UserCall[] = ['get', 'profile', 'update', 'delete'];
const writing: readonly UserCall[] = ['create', 'getOrCreate', 'update'];
const moments = ['timestamps', 'createAnswers201', 'retrieve', 'updateReplaces', 'getOrCreate', 'delete', 'conflict'];
const users = ['dataFidelity', 'createAnswers201', 'retrieve', 'getOrCreate', 'updateReplaces'];

const stored = ({ app, userId }: Call) => app?.users.get(userId);
/** Changes answers of a status. */
const after =
  (holds: (status: number) => boolean, change: (answer: Answered, call: Call) => Answered): (() => Serve) =>
  () =>
  (call, answer) => {
    const answered = answer(call);
    return holds(answered.status) ? change(answered, call) : answered;
  };
const onSuccess = (change: (answer: Answered, call: Call) => Answered): (() => Serve) =>
  after((status) => status < 300, change);
const onError = (change: (answer: Answered, call: Call) => Answered): (() => Serve) =>
  after((status) => status >= 400, change);
const body =
  (change: (body: Record<string, unknown>, call: Call) => object): ((answer: Answered, call: Call) => Answered) =>
  (answer, call) => ({ ...answer, body: change(parsed(answer.body), call) });
const asked =
  (change: (call: Call) => Partial<Call>): (() => Serve) =>
  () =>
  (call, answer) =>
    answer({ ...call, ...change(call) });
const inData = (change: (data: Record<string, unknown>) => object): (() => Serve) =>
  asked(({ dataText }) => ({ dataText: JSON.stringify(change(JSON.parse(dataText) as Record<string, unknown>)) }));

const errorStatuses = [400, 401, 403, 404, 409, 413];
const reached = (status: number): readonly UserCall[] =>
  status === 403
    ? ['create', 'getOrCreate', 'update', 'delete']
    : status === 404
      ? byId
      : status === 409
        ? ['create']
        : status === 413
          ? writing
          : served;

const rows: Row[] = [
  [
    'other-success',
    'answers 202 for success',
    ['createAnswers201', 'wireForm', 'retries'],
    served,
    onSuccess((answer) => ({ ...answer, status: 202 })),
  ],
  ...errorStatuses.flatMap((status): Row[] => [
    [
      `status-of-${status}`,
      `answers another status than ${status}`,
      ['errorShape', 'token', 'apiKey', 'userId', 'dataIsObject'],
      reached(status),
      after(
        (found) => found === status,
        (answer) => ({ ...answer, status: 418 }),
      ),
    ],
    [
      `code-of-${status}`,
      `answers another code with ${status}`,
      ['errorShape'],
      reached(status),
      after(
        (found) => found === status,
        body((members) => ({ ...members, code: 99 })),
      ),
    ],
    [
      `sentence-of-${status}`,
      `answers another sentence with ${status}`,
      ['errorShape', 'errorSentence'],
      reached(status),
      after(
        (found) => found === status,
        body((members) => ({ ...members, detail: 'No.' })),
      ),
    ],
  ]),
  [
    'empty-errors',
    'answers errors without a body',
    ['errorShape', 'errorSentence'],
    served,
    onError((answer) => ({ ...answer, body: '' })),
  ],
  [
    'no-answered-data',
    'answers without the data',
    users,
    giving,
    onSuccess(body((members) => ({ ...members, data: {} }))),
  ],
  [
    'answers-what-was-sent',
    'answers the data that was sent',
    ['getOrCreate', 'dataFidelity', 'retrieve'],
    ['getOrCreate'],
    onSuccess(body((members, call) => ({ ...members, data: JSON.parse(call.dataText) as unknown }))),
  ],
  [
    'no-answered-id',
    'answers without the id',
    [...users, 'userId'],
    giving,
    onSuccess(body(({ id: _, ...members }) => members)),
  ],
  [
    'lower-answered-id',
    'answers the id in lower case',
    [...users, 'userId'],
    giving,
    onSuccess(body((members) => ({ ...members, id: String(members['id']).toLowerCase() }))),
  ],
  [
    'answers-milliseconds',
    'answers timestamps in milliseconds',
    moments,
    giving,
    onSuccess(
      body((members) => ({
        ...members,
        created_at: cut(members['created_at']),
        updated_at: cut(members['updated_at']),
      })),
    ),
  ],
  [
    'answers-one-moment',
    'answers created_at for both',
    moments,
    giving.filter((call) => call !== 'create'),
    onSuccess(body((members) => ({ ...members, updated_at: members['created_at'] }))),
  ],
  [
    'answers-swapped-moments',
    'answers the timestamps swapped',
    moments,
    giving.filter((call) => call !== 'create'),
    onSuccess(
      body((members) => ({ ...members, created_at: members['updated_at'], updated_at: members['created_at'] })),
    ),
  ],
  [
    'no-updated-at',
    'answers without updated_at',
    moments,
    giving,
    onSuccess(body(({ updated_at: _, ...members }) => members)),
  ],
  [
    'zero-counts',
    'answers 0 for follow counts',
    ['followCounts'],
    ['profile'],
    onSuccess(body((members) => ({ ...members, followers_count: 0, following_count: 0 }))),
  ],
  [
    'no-counts',
    'answers without follow counts',
    ['followCounts'],
    ['profile'],
    asked(() => ({ withFollowCounts: false })),
  ],
  [
    'counts-for-all',
    'answers with follow counts',
    ['followCounts'],
    ['get'],
    asked(() => ({ withFollowCounts: true })),
  ],
  [
    'swapped-counts',
    'answers follow counts swapped',
    ['followCounts'],
    ['profile'],
    onSuccess(
      body((members) => ({
        ...members,
        followers_count: members['following_count'],
        following_count: members['followers_count'],
      })),
    ),
  ],
  [
    'drops-nulls',
    'stores no null',
    ['dataFidelity'],
    writing,
    inData((data) => Object.fromEntries(Object.entries(data).filter(([, value]) => value !== null))),
  ],
  [
    'trims',
    'trims text',
    ['dataFidelity'],
    writing,
    inData((data) =>
      Object.fromEntries(
        Object.entries(data).map(([name, value]) => [name, typeof value === 'string' ? value.trim() : value]),
      ),
    ),
  ],
  [
    'lower-names',
    'stores names in lower case',
    ['dataFidelity'],
    writing,
    inData((data) => Object.fromEntries(Object.entries(data).map(([name, value]) => [name.toLowerCase(), value]))),
  ],
  [
    'keeps-ten',
    'stores ten members',
    ['dataFidelity'],
    writing,
    inData((data) => Object.fromEntries(Object.entries(data).slice(0, 10))),
  ],
  [
    'sorts',
    'sorts lists',
    ['dataFidelity'],
    writing,
    inData((data) =>
      Object.fromEntries(
        Object.entries(data).map(([name, value]) => [name, Array.isArray(value) ? value.toSorted() : value]),
      ),
    ),
  ],
  [
    'lower-ids',
    'looks ids up in lower case',
    ['userId', 'dataFidelity'],
    served,
    asked(({ userId }) => ({ userId: userId.toLowerCase() })),
  ],
  [
    'short-ids',
    'looks at 64 characters of an id',
    ['userId'],
    served,
    asked(({ userId }) => ({ userId: userId.slice(0, 64) })),
  ],
  [
    'refuses-long-ids',
    'refuses ids over 255 characters',
    ['userId'],
    served,
    () => (call, answer) => (call.userId.length > 255 ? refused(answer, call) : answer(call)),
  ],
  [
    'refuses-digits',
    'refuses ids of digits',
    ['userId'],
    served,
    () => (call, answer) => (/^\d+$/.test(call.userId) ? refused(answer, call) : answer(call)),
  ],
  [
    'takes-any-id',
    'takes ids with blanks',
    ['userId'],
    ['create', 'getOrCreate'],
    asked(({ userId, violations }) => (userId.includes(' ') ? { violations: [] } : { violations })),
  ],
  [
    'takes-any-data',
    'takes data that is no object for an empty one',
    ['dataIsObject'],
    writing,
    asked(({ violations, userId }) => (/^[\w-]+$/.test(userId) ? { violations: [], dataText: '{}' } : { violations })),
  ],
  [
    'one-byte-less',
    'refuses the limit',
    ['sizeLimit'],
    writing,
    asked(({ dataBytes }) => ({ dataBytes: dataBytes + 1 })),
  ],
  [
    'one-byte-more',
    'accepts one byte more',
    ['sizeLimit'],
    writing,
    asked(({ dataBytes }) => ({ dataBytes: dataBytes - 1 })),
  ],
  [
    'counts-characters',
    'counts characters',
    ['sizeLimit'],
    writing,
    asked(({ dataText }) => ({ dataBytes: [...dataText].length })),
  ],
  [
    'counts-utf-16',
    'counts units of UTF-16',
    ['sizeLimit'],
    writing,
    asked(({ dataText }) => ({ dataBytes: dataText.length })),
  ],
  [
    'stores-what-is-too-large',
    'stores what it refuses as too large',
    ['sizeLimit'],
    writing,
    after(
      (status) => status === 413,
      (answer, call) => {
        if (call.operation === 'updateUser') call.app?.users.replace(call.userId, call.dataText);
        else call.app?.users.add(call.userId, call.dataText);
        return answer;
      },
    ),
  ],
  [
    'stores-what-is-not-allowed',
    'does what it does not allow',
    ['userTokenMayRead'],
    ['create', 'getOrCreate', 'update', 'delete'],
    after(
      (status) => status === 403,
      (answer, call) => {
        act(call);
        return answer;
      },
    ),
  ],
  [
    'stores-what-is-invalid',
    'stores data that is no object as an empty one, and refuses it',
    ['dataIsObject'],
    writing,
    after(
      (status) => status === 400,
      (answer, call) => {
        if (/^[\w-]+$/.test(call.userId)) act({ ...call, dataText: '{}' });
        return answer;
      },
    ),
  ],
  [
    'stores-what-is-unsigned',
    'does what is signed wrongly',
    ['token'],
    ['create', 'getOrCreate', 'update', 'delete'],
    after(
      (status) => status === 401,
      (answer, call) => {
        act(call);
        return answer;
      },
    ),
  ],
  [
    'overwrites',
    'replaces the user on a conflict',
    ['conflict'],
    ['create'],
    after(
      (status) => status === 409,
      (answer, call) => {
        call.app?.users.replace(call.userId, call.dataText);
        return answer;
      },
    ),
  ],
  [
    'ignores-get-or-create',
    'does not look at get_or_create',
    ['getOrCreate'],
    ['getOrCreate'],
    asked(() => ({ getOrCreate: false })),
  ],
  ['always-gets', 'gets or creates', ['conflict'], ['create'], asked(() => ({ getOrCreate: true }))],
  [
    'updates-whom-it-gets',
    'updates whom it gets',
    ['getOrCreate'],
    ['getOrCreate'],
    () => (call, answer) => {
      call.app?.users.replace(call.userId, call.dataText);
      return answer(call);
    },
  ],
  [
    'touches-whom-it-gets',
    'moves updated_at of whom it gets',
    [...moments],
    ['getOrCreate', 'get', 'profile'],
    () => (call, answer) => {
      const user = stored(call);
      if (user) call.app?.users.replace(call.userId, user.data);
      return answer(call);
    },
  ],
  [
    'merges',
    'merges',
    ['updateReplaces'],
    ['update'],
    () => (call, answer) => {
      const data = JSON.parse(stored(call)?.data ?? '{}') as object;
      return answer({ ...call, dataText: JSON.stringify({ ...data, ...(JSON.parse(call.dataText) as object) }) });
    },
  ],
  [
    'upserts',
    'creates who is missing',
    ['updateMissing', 'retrieve'],
    ['update'],
    () => (call, answer) => {
      if (!stored(call) && call.verdict.ok && call.violations.length === 0) call.app?.users.add(call.userId, '{}');
      return answer(call);
    },
  ],
  [
    'forgets-the-update',
    'answers, and stores nothing',
    ['updateReplaces', 'dataFidelity'],
    ['update'],
    () => (call, answer) => {
      const user = stored(call);
      const data = user?.data;
      const answered = answer(call);
      if (user && data !== undefined) user.data = data;
      return answered;
    },
  ],
  [
    'keeps-updated-at',
    'leaves updated_at',
    [...moments],
    ['update'],
    () => (call, answer) => {
      const user = stored(call);
      const moment = user?.updatedAt;
      const answered = answer(call);
      if (user && moment !== undefined) user.updatedAt = moment;
      return answered;
    },
  ],
  [
    'moves-created-at',
    'moves created_at',
    [...moments],
    ['update'],
    () => (call, answer) => {
      const user = stored(call);
      const answered = answer(call);
      if (user) user.createdAt = user.updatedAt;
      return answered;
    },
  ],
  [
    'keeps-who-is-deleted',
    'deletes nothing',
    ['delete'],
    ['delete'],
    () => (call, answer) => {
      const user = stored(call);
      const answered = answer(call);
      if (user) call.app?.users.put(call.userId, user.data, user);
      return answered;
    },
  ],
  [
    'deletes-who-is-missing',
    'deletes who is missing',
    ['deleteMissing'],
    ['delete'],
    after(
      (status) => status === 404,
      (answer) => ({ ...answer, status: 200, body: { duration: '1ms' } }),
    ),
  ],
  [
    'deletes-alike',
    'deletes whoever begins like it',
    ['delete', 'dataFidelity'],
    ['delete'],
    onSuccess((answer, { app, userId }) => {
      for (const [id] of [...(app?.users.entries() ?? [])]) if (id.startsWith(userId)) app?.users.delete(id);
      return answer;
    }),
  ],
  [
    'deletes-all',
    'deletes everybody',
    ['delete', 'dataFidelity'],
    ['delete'],
    onSuccess((answer, { app }) => {
      for (const [id] of [...(app?.users.entries() ?? [])]) app?.users.delete(id);
      return answer;
    }),
  ],
  [
    'remembers-the-deleted',
    'creates a deleted user with its old created_at',
    ['timestamps', 'delete'],
    ['create', 'getOrCreate'],
    () => {
      const first = new Map<string, number>();
      return (call, answer) => {
        const answered = answer(call);
        const user = stored(call);
        const name = `${call.app?.key ?? ''} ${call.userId}`;
        if (user && answered.status < 300) {
          first.set(name, first.get(name) ?? user.createdAt);
          user.createdAt = first.get(name) ?? user.createdAt;
        }
        return answered;
      };
    },
  ],
  [
    'mixes-apps',
    'finds users of other apps',
    ['apiKey', 'clients'],
    ['get', 'profile'],
    () => {
      const known = new Map<string, NonNullable<Call['app']>>();
      return (call, answer) => {
        if (call.app && stored(call)) known.set(call.userId, call.app);
        return answer({ ...call, app: known.get(call.userId) ?? call.app });
      };
    },
  ],
  [
    'writes-to-other-apps',
    'writes to the app that was written to before',
    ['apiKey', 'clients'],
    ['create', 'getOrCreate', 'update', 'delete'],
    () => {
      let last: Call['app'] = null;
      return (call, answer) => {
        const app = last ?? call.app;
        last = call.app;
        return answer({ ...call, app });
      };
    },
  ],
  [
    'takes-expired',
    'takes tokens that have expired',
    ['token'],
    served,
    () => (call, answer) =>
      answer(
        call.verdict.ok || call.verdict.reason !== 'expired'
          ? call
          : { ...call, verdict: { ok: true, claims: claimsOf(call.token) } },
      ),
  ],
  [
    'takes-any-signature',
    'takes tokens with any signature',
    ['token', 'clients'],
    served,
    () => (call, answer) =>
      answer(
        call.verdict.ok || call.verdict.reason !== 'signature'
          ? call
          : { ...call, verdict: { ok: true, claims: claimsOf(call.token) } },
      ),
  ],
  [
    'lets-users-write-others',
    'lets users write others',
    ['userTokenMayRead'],
    ['create', 'getOrCreate', 'update', 'delete'],
    () => (call, answer) => answer(asServer(call)),
  ],
  [
    'hides-others',
    'lets users read only themselves',
    ['userTokenMayRead'],
    ['get', 'profile'],
    () => (call, answer) => {
      const { verdict, userId } = call;
      if (verdict.ok && verdict.claims['user_id'] !== undefined && verdict.claims['user_id'] !== userId)
        return { ...refused(answer, call), status: 403 };
      return answer(call);
    },
  ],
  [
    'locks-users-out',
    'lets users not act on themselves',
    ['userTokenMayRead'],
    served,
    () => (call, answer) => {
      const { verdict } = call;
      return verdict.ok && verdict.claims['user_id'] !== undefined
        ? { ...refused(answer, call), status: 403 }
        : answer(call);
    },
  ],
  [
    'unknown-key-is-a-bad-signature',
    'answers code 3 for an unknown key',
    ['errorShape', 'apiKey'],
    served,
    onError((answer, call) => (call.app ? answer : body((members) => ({ ...members, code: 3 }))(answer, call))),
  ],
];

export const mockOperators: readonly Operator[] = rows.map(([id, defect, rules, calls, make]): Operator => ({
  ...{ id, defect, place: 'mock', rules, calls },
  decorate: (applies) => {
    const serve = make();
    return (answer) => (call) => (applies(call) ? serve(call, answer) : answer(call));
  },
}));

/** Which call of an SDK a request is; `setUser` cannot be told from `getOrCreate`. */
export function servedCall({ operation, getOrCreate, withFollowCounts }: Call): UserCall | undefined {
  if (operation === 'addUser') return getOrCreate ? 'getOrCreate' : 'create';
  if (operation === 'getUser') return withFollowCounts ? 'profile' : 'get';
  return operation === null ? undefined : operation === 'updateUser' ? 'update' : 'delete';
}

/** What the request asks for, whatever is wrong with it. */
function act({ operation, app, userId, dataText }: Call): void {
  if (operation === 'addUser') app?.users.add(userId, dataText);
  if (operation === 'updateUser') app?.users.replace(userId, dataText);
  if (operation === 'deleteUser') app?.users.delete(userId);
}

const asServer = (call: Call): Call =>
  call.verdict.ok ? { ...call, verdict: { ok: true, claims: { resource: 'users', action: '*', feed_id: '*' } } } : call;

/** As invalid input is. */
const refused = (answer: Answer, call: Call): Answered =>
  answer({ ...call, violations: [{ id: 'path/planted', location: 'path', message: 'A planted defect refuses it.' }] });

const parsed = (text: unknown): Record<string, unknown> =>
  (typeof text === 'string' ? (text === '' ? {} : JSON.parse(text)) : text) as Record<string, unknown>;

const cut = (moment: unknown): string => String(moment).replace(/\d{3}Z$/, '000Z');

function claimsOf(token: string): Record<string, unknown> {
  try {
    return JSON.parse(String(Buffer.from(token.split('.')[1] ?? '', 'base64url'))) as Record<string, unknown>;
  } catch {
    return {};
  }
}
