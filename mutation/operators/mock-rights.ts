import type { Call } from '../../mock/contract/call.js';
import { type Operator, served } from '../operator.js';
import { asServer, body, claimsOf, inMock, onError, stored, refused, type Row } from './mock-changes.js';

const rows: Row[] = [
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

/** APIs that mix up apps, and let in whom they should not. */
export const mockRightOperators: readonly Operator[] = inMock(rows);
