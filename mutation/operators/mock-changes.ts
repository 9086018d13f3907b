import type { Call } from '../../mock/contract/call.js';
import type { Answer, Answered } from '../../mock/mock.js';
import type { UserCall } from '../../suites/calls.js';
import { type Operator, served } from '../operator.js';

/** What a row gives: the answer to one call, with `answer` for the API's own. */
export type Serve = (call: Call, answer: Answer) => Answered;
export type Row = [id: string, defect: string, rules: readonly string[], calls: readonly UserCall[], make: () => Serve];

export const giving = served.filter((call) => call !== 'delete');
const byId: readonly UserCall[] = ['get', 'profile', 'update', 'delete'];
export const writing: readonly UserCall[] = ['create', 'getOrCreate', 'update'];
export const moments = [
  'timestamps',
  'createAnswers201',
  'retrieve',
  'updateReplaces',
  'getOrCreate',
  'delete',
  'conflict',
];
export const users = ['dataFidelity', 'createAnswers201', 'retrieve', 'getOrCreate', 'updateReplaces'];

export const stored = ({ app, userId }: Call) => app?.users.get(userId);
/** Changes answers of a status. */
export const after =
  (holds: (status: number) => boolean, change: (answer: Answered, call: Call) => Answered): (() => Serve) =>
  () =>
  (call, answer) => {
    const answered = answer(call);
    return holds(answered.status) ? change(answered, call) : answered;
  };
export const onSuccess = (change: (answer: Answered, call: Call) => Answered): (() => Serve) =>
  after((status) => status < 300, change);
export const onError = (change: (answer: Answered, call: Call) => Answered): (() => Serve) =>
  after((status) => status >= 400, change);
export const body =
  (change: (body: Record<string, unknown>, call: Call) => object): ((answer: Answered, call: Call) => Answered) =>
  (answer, call) => ({ ...answer, body: change(parsed(answer.body), call) });
export const asked =
  (change: (call: Call) => Partial<Call>): (() => Serve) =>
  () =>
  (call, answer) =>
    answer({ ...call, ...change(call) });
export const inData = (change: (data: Record<string, unknown>) => object): (() => Serve) =>
  asked(({ dataText }) => ({ dataText: JSON.stringify(change(JSON.parse(dataText) as Record<string, unknown>)) }));

export const errorStatuses = [400, 401, 403, 404, 409, 413];
export const reached = (status: number): readonly UserCall[] =>
  status === 403
    ? ['create', 'getOrCreate', 'update', 'delete']
    : status === 404
      ? byId
      : status === 409
        ? ['create']
        : status === 413
          ? writing
          : served;

/** Which call of an SDK a request is; `setUser` cannot be told from `getOrCreate`. */
export function servedCall({ operation, getOrCreate, withFollowCounts }: Call): UserCall | undefined {
  if (operation === 'addUser') return getOrCreate ? 'getOrCreate' : 'create';
  if (operation === 'getUser') return withFollowCounts ? 'profile' : 'get';
  return operation === null ? undefined : operation === 'updateUser' ? 'update' : 'delete';
}

/** What the request asks for, whatever is wrong with it. */
export function act({ operation, app, userId, dataText }: Call): void {
  if (operation === 'addUser') app?.users.add(userId, dataText);
  if (operation === 'updateUser') app?.users.replace(userId, dataText);
  if (operation === 'deleteUser') app?.users.delete(userId);
}

export const asServer = (call: Call): Call =>
  call.verdict.ok ? { ...call, verdict: { ok: true, claims: { resource: 'users', action: '*', feed_id: '*' } } } : call;

/** As invalid input is. */
export const refused = (answer: Answer, call: Call): Answered =>
  answer({ ...call, violations: [{ id: 'path/planted', location: 'path', message: 'A planted defect refuses it.' }] });

const parsed = (text: unknown): Record<string, unknown> =>
  (typeof text === 'string' ? (text === '' ? {} : JSON.parse(text)) : text) as Record<string, unknown>;

export const cut = (moment: unknown): string => String(moment).replace(/\d{3}Z$/, '000Z');

export function claimsOf(token: string): Record<string, unknown> {
  try {
    return JSON.parse(String(Buffer.from(token.split('.')[1] ?? '', 'base64url'))) as Record<string, unknown>;
  } catch {
    return {};
  }
}

/** Plants rows in the mock. */
export const inMock = (rows: readonly Row[]): Operator[] =>
  rows.map(([id, defect, rules, calls, make]) => ({
    ...{ id, defect, place: 'mock', rules, calls },
    decorate: (applies) => {
      const serve = make();
      return (answer) => (call) => (applies(call) ? serve(call, answer) : answer(call));
    },
  }));
