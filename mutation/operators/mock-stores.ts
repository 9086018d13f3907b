import { alterStored } from '../../fixtures/mock-defects.js';
import { type Operator } from '../operator.js';
import { after, asked, inMock, onSuccess, stored, moments, type Row } from './mock-changes.js';

const rows: Row[] = [
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
      const before = stored(call);
      const answered = answer(call);
      if (before) alterStored(call, () => ({ data: before.data }));
      return answered;
    },
  ],
  [
    'keeps-updated-at',
    'leaves updated_at',
    [...moments],
    ['update'],
    () => (call, answer) => {
      const before = stored(call);
      const answered = answer(call);
      if (before) alterStored(call, () => ({ updatedAt: before.updatedAt }));
      return answered;
    },
  ],
  [
    'moves-created-at',
    'moves created_at',
    [...moments],
    ['update'],
    () => (call, answer) => {
      const before = stored(call);
      const answered = answer(call);
      if (before) alterStored(call, ({ updatedAt }) => ({ createdAt: updatedAt }));
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
      for (const [id] of app?.users.page() ?? []) if (id.startsWith(userId)) app?.users.delete(id);
      return answer;
    }),
  ],
  [
    'deletes-all',
    'deletes everybody',
    ['delete', 'dataFidelity'],
    ['delete'],
    onSuccess((answer, { app }) => {
      for (const [id] of app?.users.page() ?? []) app?.users.delete(id);
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
          const createdAt = first.get(name) ?? user.createdAt;
          first.set(name, createdAt);
          alterStored(call, () => ({ createdAt }));
        }
        return answered;
      };
    },
  ],
];

/** APIs that store wrongly. */
export const mockStoreOperators: readonly Operator[] = inMock(rows);
