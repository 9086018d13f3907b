import { excerpt, linesOf } from '../runners/quote.js';
import { loadContract } from '../spec/contract.js';
import type { Exchange } from '../spec/exchange.js';
import { jsonWebToken } from '../spec/json-web-token.js';
import { callOf, isFeedCall, operationOf } from './calls.js';
import { type Ending, errorOf, type Observation, type Step, succeeded } from './observation.js';

/** Statuses that an SDK may spare the API by refusing the call itself. */
const refusable: readonly number[] = [400, 413];

const { userIdPattern, limits } = loadContract();
const validId = new RegExp(userIdPattern);

/** What must hold after every behaviour that held: it checked something, and the wire bears out what it checked. */
export function afterwards(seen: Observation): Ending {
  if (seen.checks === 0) return { kind: 'bug', message: 'the behaviour checked nothing' };
  return unfoundedError(seen) ?? unevenRequests(seen) ?? unlikeForms(seen) ?? { kind: 'held' };
}

/**
 * What breaks every behaviour, also one that fails for another reason, which may be known: a credential that is told, something
 * that is printed, data that is changed. `printed` is what came to standard error, where kits send all output.
 */
export function breaksAny(
  seen: Pick<Observation, 'steps' | 'exchanges'>,
  printed: string,
  isSecretIn: (text: string) => boolean,
): Ending | undefined {
  return secretOnTheWire(seen) ?? loggedOrPrinted(seen, printed, isSecretIn) ?? changedData(seen);
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

/** What an application gives a call is still the application's. */
function changedData({ steps }: Pick<Observation, 'steps'>): Ending | undefined {
  const step = steps.findIndex(({ changed }) => changed !== undefined);
  if (step === -1) return undefined;
  const { call, args, changed } = steps[step]!;
  const message = `${call} changes the data that the application gave it`;
  return { kind: 'broken', message, expected: args.data, actual: changed, step, rule: 'givenData' };
}

/** One call is one request: each request belongs to a call of its own, and no call was answered from anywhere else. */
function unevenRequests({ steps, exchanges }: Observation): Ending | undefined {
  const calls = steps.filter((step) => callOf(step) !== undefined && !step.elsewhere);
  const asking = calls.filter(mustAsk);
  const { without, left } = matched(asking, exchanges);
  const [step] = without;
  if (step && exchanges.filter((exchange) => !mayBeRepeated(exchange)).length <= calls.length) {
    const message = insteadOf(step, left) ?? `${step.call} sent no request of its own; one call is one request`;
    return { kind: 'broken', message, step: steps.indexOf(step), rule: 'retries' };
  }
  const surplus = left.filter((exchange) => !mayBeRepeated(exchange));
  if (surplus.length <= calls.length - asking.length) return undefined;
  const message = `more requests than calls were sent, ${exchanges.length} for ${calls.length}; one call is one request`;
  return { kind: 'broken', message, expected: calls.length, actual: exchanges.length, rule: 'retries' };
}

/**
 * What a call of a broken behaviour sent instead of its own request: it explains that a call succeeds or fails, and what the
 * API holds. Where all sent their own, or none can be told from another, nothing.
 */
export function sentInstead({ steps, exchanges, ending }: Observation): string | undefined {
  // What a user is made of says nothing of the call that asked for it.
  if (ending.kind === 'broken' && ending.message.includes(' gives the application ')) return undefined;
  const { without, left } = matched(steps, exchanges);
  return without.map((step) => insteadOf(step, left)).find((sent) => sent !== undefined);
}

/** Which calls have no request of their own, and which requests are left when each call has taken one. */
function matched(steps: readonly Step[], exchanges: readonly Exchange[]): { without: Step[]; left: Exchange[] } {
  const left = exchanges.toSorted((a, b) => Number(mayBeRepeated(a)) - Number(mayBeRepeated(b)));
  const without = steps.filter((step) => {
    const at = left.findIndex((exchange) => belongs(exchange, step));
    if (at !== -1) left.splice(at, 1);
    return at === -1;
  });
  return { without, left };
}

/** What a call sent that is no request of its own, in words; `undefined` where none of these is another's in so many words. */
function insteadOf(step: Step, left: readonly Exchange[]): string | undefined {
  const call = callOf(step);
  const near = left.filter(({ operation }) => call && operation === operationOf[call]);
  const other = call === 'create' ? 'getOrCreate' : 'create';
  for (const exchange of near) {
    if (!belongs(exchange, { ...step, call: other })) continue;
    const spelled = exchange.request.query.filter(([name]) => name === 'get_or_create').map(([, value]) => value);
    if (spelled.length === 0) return `${call} sends no get_or_create, as ${other} does`;
    if (/^(true|false|1|0)$/i.test(spelled.join()))
      return `${call} sends get_or_create=${spelled[0]}, as ${other} does`;
  }
  return undefined;
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
  if (operation === 'getUser') return asks(request.query, 'with_follow_counts') === (call === 'profile');
  if (operation !== 'addUser') return true;
  if (call !== 'setUser' && asks(request.query, 'get_or_create') !== (call === 'getOrCreate')) return false;
  return id === args.userId;
}

function asks(query: readonly [name: string, value: string][], flag: string): boolean {
  return query.some(([name, value]) => name === flag && ['true', '1'].includes(value.toLowerCase()));
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

/** What a call sends the first time, it sends every time, whoever makes it: neither a number nor an error changes its form. */
function unlikeForms({ steps, exchanges }: Observation): Ending | undefined {
  // An id that is not valid may lead into another path, or add to the query.
  if (!steps.every(({ args }) => validId.test(args.userId))) return undefined;
  const forms = new Map<string, Form>();
  const calls = new Set(steps.map(({ call }) => call));
  // They share an operation and a token, and nobody can tell which of them sent a request.
  const alike = calls.has('setUser') && (calls.has('create') || calls.has('getOrCreate'));
  for (const exchange of exchanges) {
    const { operation, request } = exchange;
    if (operation === null || (operation === 'addUser' && alike)) continue;
    const names = request.query.map(([name]) => name).sort();
    const kind = JSON.stringify([
      ...[operation, asks(request.query, 'get_or_create'), request.token?.kind, request.body !== null],
      names,
    ]);
    const form = formOf(exchange);
    const first = forms.get(kind) ?? form;
    forms.set(kind, first);
    const unlike = Object.keys(form).filter((name) => form[name] !== first[name]);
    if (unlike.length === 0) continue;
    const [expected, actual] = [first, form].map((one) => Object.fromEntries(unlike.map((name) => [name, one[name]])));
    const message = `two requests of one call differ in their ${unlike.join(', ')}`;
    return { kind: 'broken', message, expected, actual, rule: 'wireForm' };
  }
  return undefined;
}

/** What a request of a call has in common with the next, by name. */
type Form = Record<string, string>;

function formOf({ request: { headers }, deviations }: Exchange): Form {
  const strays = deviations.map(({ id }) => id).filter((id) => /^(header|query|path)\//.test(id));
  return {
    ...Object.fromEntries(sameEachTime.map((name) => [name, headers[name] ?? 'absent'])),
    deviations: strays.sort().join(', ') || 'none',
  };
}

/** Whatever a behaviour is about: no request of it may hold the secret, in any form. */
function secretOnTheWire({ exchanges }: Pick<Observation, 'exchanges'>): Ending | undefined {
  for (const { deviations } of exchanges) {
    const found = deviations.find(({ id }) => id.endsWith('/secret'));
    if (found) return { kind: 'broken', message: found.message, rule: 'secret' };
  }
  return undefined;
}

/**
 * What an application logs holds no credential, and what it prints is its own: neither the message of an error nor anything
 * that the SDK prints.
 */
function loggedOrPrinted(
  { steps }: Pick<Observation, 'steps'>,
  printed: string,
  isSecretIn: (text: string) => boolean,
): Ending | undefined {
  const credentialIn = (text: string): string | undefined => {
    if (isSecretIn(text)) return "the app's secret";
    return text.search(jsonWebToken) === -1 ? undefined : 'a token';
  };
  for (const [index, step] of steps.entries()) {
    const found = credentialIn(errorOf(step)?.message ?? '');
    if (found)
      return { kind: 'broken', message: `the error of ${step.call} holds ${found}`, step: index, rule: 'secret' };
  }
  const found = credentialIn(printed);
  if (found) return { kind: 'broken', message: `${found} is printed`, rule: 'secret' };
  const [line] = linesOf(printed);
  if (line === undefined) return undefined;
  const message = 'something is printed, which is for the application to do';
  return { kind: 'broken', message, expected: 'nothing', actual: excerpt(line), rule: 'quiet' };
}
