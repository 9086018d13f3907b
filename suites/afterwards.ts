import { loadContract } from '../spec/contract.js';
import type { Exchange } from '../spec/exchange.js';
import { callOf, isFeedCall, operationOf } from './calls.js';
import { type Ending, errorOf, type Observation, type Step, succeeded } from './observation.js';

/** Statuses that an SDK may spare the API by refusing the call itself. */
const refusable: readonly number[] = [400, 413];

const { userIdPattern, limits } = loadContract();
const validId = new RegExp(userIdPattern);

/** What must hold after every behaviour that held: it checked something, and the wire bears out what it checked. */
export function afterwards(seen: Observation): Ending {
  if (seen.checks === 0) return { kind: 'bug', message: 'the behaviour checked nothing' };
  return unfoundedError(seen) ?? unevenRequests(seen) ?? secretOnTheWire(seen) ?? unlikeForms(seen) ?? { kind: 'held' };
}

/** An error that says neither status nor code may be any error; then the API must have answered with the one that is due. */
function unfoundedError({ steps, exchanges }: Observation): Ending | undefined {
  for (const [step, { call, due, ...rest }] of steps.entries()) {
    const error = errorOf({ call, ...rest });
    if (!due || error?.status !== undefined || error?.code !== undefined) continue;
    const answered = exchanges.some(({ response }) => response?.status === due.status);
    const refused = refusable.includes(due.status) && exchanges.length < steps.length;
    if (answered || refused) continue;
    const message = `${call} fails with an error that says neither status nor code, and the API answered no ${due.status}`;
    return { kind: 'broken', message, step, rule: 'errorShape' };
  }
  return undefined;
}

/** One call is one request: each request belongs to a call of its own, and no call was answered from anywhere else. */
function unevenRequests({ steps, exchanges }: Observation): Ending | undefined {
  const calls = steps.filter((step) => callOf(step) !== undefined);
  const [asking, sparing] = [calls.filter(mustAsk), calls.filter((step) => !mustAsk(step))];
  const left = exchanges.toSorted((a, b) => Number(mayBeRepeated(a)) - Number(mayBeRepeated(b)));
  for (const step of asking) {
    const at = left.findIndex((exchange) => belongs(exchange, step));
    if (at === -1 && exchanges.filter((exchange) => !mayBeRepeated(exchange)).length <= calls.length) {
      const message = insteadOf(step, left) ?? `${step.call} sent no request of its own; one call is one request`;
      return { kind: 'broken', message, step: steps.indexOf(step), rule: 'retries' };
    }
    if (at !== -1) left.splice(at, 1);
  }
  const surplus = left.filter((exchange) => !mayBeRepeated(exchange));
  if (surplus.length <= sparing.length) return undefined;
  const message = `more requests than calls were sent, ${exchanges.length} for ${calls.length}; one call is one request`;
  return { kind: 'broken', message, expected: calls.length, actual: exchanges.length, rule: 'retries' };
}

/** What a call sent that is no request of its own, in words; `undefined` where none of these is nearly its own. */
function insteadOf(step: Step, left: readonly Exchange[]): string | undefined {
  const call = callOf(step);
  const near = left.filter(({ operation }) => call && operation === operationOf[call]);
  const other = call === 'create' ? 'getOrCreate' : 'create';
  for (const exchange of near) {
    if (!belongs(exchange, { ...step, call: other })) continue;
    const [, spelled] = exchange.request.query.find(([name]) => name === 'get_or_create') ?? [];
    return `${call} sends ${spelled === undefined ? 'no get_or_create' : `get_or_create=${spelled}`}, as ${other} does`;
  }
  return undefined;
}

/**
 * What a call of a broken behaviour sent instead of its own request: it explains whatever the behaviour saw. Where all sent
 * their own, or none can be told from another, nothing.
 */
export function sentInstead({ steps, exchanges }: Observation): string | undefined {
  const left = [...exchanges];
  const without = steps.filter((step) => {
    const at = left.findIndex((exchange) => belongs(exchange, step));
    if (at !== -1) left.splice(at, 1);
    return at === -1;
  });
  return without.map((step) => insteadOf(step, left)).find((sent) => sent !== undefined);
}

/** HTTP libraries ask again for what only reads when its connection was lost without an answer; that changes nothing. */
const mayBeRepeated = ({ request, response }: Exchange): boolean => request.method === 'GET' && response === null;

/** An SDK may refuse by itself only what the contract refuses for what was given. */
function mustAsk(step: Step): boolean {
  if (succeeded(step)) return true;
  const { userId, data } = step.args;
  // A language with types may have no word for null.
  if (!validId.test(userId) || data === null) return false;
  const isObject = data === undefined || (typeof data === 'object' && !Array.isArray(data));
  return isObject && Buffer.byteLength(JSON.stringify(data ?? {})) <= limits.userDataBytes;
}

function belongs({ operation, request }: Exchange, step: Step): boolean {
  const { args } = step;
  const call = callOf(step);
  if (!call || operation !== operationOf[call]) return false;
  // The API has the last word about ids that are not valid, and a large body is not kept whole.
  if (!validId.test(args.userId)) return true;
  if (operation !== 'addUser' && !request.path.replace(/\/+$/, '').endsWith(`/${args.userId}`)) return false;
  const { id = args.userId, verb = args.activity?.verb } = membersOf(request.body);
  if (isFeedCall(call)) return verb === args.activity?.verb;
  if (operation !== 'addUser') return true;
  if (call !== 'setUser' && asksToGet(request.query) !== (call === 'getOrCreate')) return false;
  return id === args.userId;
}

function asksToGet(query: readonly [name: string, value: string][]): boolean {
  return query.some(([name, value]) => name === 'get_or_create' && ['true', '1'].includes(value.toLowerCase()));
}

/** None of a body that cannot be read. */
function membersOf(body: string | null): { id?: unknown; verb?: unknown } {
  try {
    return (JSON.parse(body ?? '') ?? {}) as { id?: unknown; verb?: unknown };
  } catch {
    return {};
  }
}

/** Headers that a call has no reason to change from one time to the next. */
const sameEachTime = ['x-stream-client', 'stream-auth-type', 'content-type', 'accept', 'user-agent'];

/** What the same call of a client sends the first time, it sends every time: neither a number nor an error changes its form. */
function unlikeForms({ steps, exchanges }: Observation): Ending | undefined {
  // An id that is not valid may lead into another path, or add to the query.
  if (!steps.every(({ args }) => validId.test(args.userId))) return undefined;
  const forms = new Map<string, string>();
  for (const { operation, request, deviations } of exchanges) {
    if (operation === null) continue;
    const { query, headers, token, body } = request;
    const names = query.map(([name]) => name).sort();
    const kind = JSON.stringify([operation, token?.kind, body !== null, names]);
    const strays = deviations.map(({ id: stray }) => stray).filter((stray) => /^(header|query|path)\//.test(stray));
    const form = JSON.stringify([sameEachTime.map((name) => headers[name]), strays.sort()]);
    const first = forms.get(kind) ?? form;
    forms.set(kind, first);
    if (form === first) continue;
    const message = `two requests of ${operation} differ in their headers, or in what strays from the contract`;
    return { kind: 'broken', message, expected: JSON.parse(first), actual: JSON.parse(form), rule: 'wireForm' };
  }
  return undefined;
}

/** Whatever a behaviour is about: no request of it may hold the secret, in any form. */
function secretOnTheWire({ exchanges }: Observation): Ending | undefined {
  for (const { deviations } of exchanges) {
    const found = deviations.find(({ id }) => id.endsWith('/secret'));
    if (found) return { kind: 'broken', message: found.message, rule: 'secret' };
  }
  return undefined;
}
