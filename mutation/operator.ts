import type { Answer } from '../mock/mock.js';
import type { Call } from '../mock/contract/call.js';
import type { CallArguments, CallValue, UserValue } from '../runners/protocol/messages.js';
import { activityOf } from '../fixtures/activities.js';
import { type ApiCall, apiCalls, isFeedCall, type UserCall, userCalls, writes } from '../suites/calls.js';
import type { Hooks, Place } from './plant.js';

/** What a defect can be planted on. */
export type PlantedCall = ApiCall | 'reference';

/** One kind of defect. It is planted on each of its calls alone, and on all of them. */
export interface Operator {
  /** In kebab case. */
  id: string;
  /** What it does wrong, as the end of a sentence that begins with a call. */
  defect: string;
  place: Place;
  /** Keys of `x-rules` that it breaks: a behaviour that rests on another has not named it. */
  rules: readonly string[];
  calls: readonly PlantedCall[];
  /** Made anew for each mutant, so that what it remembers is its own. */
  hooks?: () => Hooks;
  /** For the mock: `applies` says whether a call is one of those it is planted on. */
  decorate?: (applies: (call: Call) => boolean) => (answer: Answer) => Answer;
}

export const all: readonly ApiCall[] = apiCalls;
/** Those that change something. */
export const changing: readonly ApiCall[] = apiCalls.filter(writes);
/** Those that are asked again and again, and may come from memory. */
export const reading: readonly ApiCall[] = ['get', 'profile', 'activities', 'enrichedActivities'];
/** With a body. */
export const sending: readonly ApiCall[] = ['create', 'getOrCreate', 'update', 'setUser', 'addActivity'];
/** Those whose answer carries something. */
export const answered: readonly ApiCall[] = apiCalls.filter((call) => call !== 'delete');
/** Those that give a user. */
export const giving: readonly UserCall[] = userCalls.filter((call) => call !== 'delete');
/** Those that are given a user's data. */
export const writing: readonly UserCall[] = ['create', 'getOrCreate', 'update', 'setUser'];
/** `setUser` takes its id from the token. */
export const naming: readonly ApiCall[] = apiCalls.filter((call) => call !== 'setUser');
/** What the reference gives as text, whatever an SDK may give. */
export const textOf = (given: unknown): string => (typeof given === 'string' ? given : '');
/** What the mock can tell apart. */
export const served: readonly UserCall[] = userCalls.filter((call) => call !== 'setUser');

/** What an SDK gives that has no answer of the API, or takes none for one. */
export function madeUp(call: PlantedCall, { userId, data, activity }: CallArguments): CallValue {
  if (call === 'delete') return null;
  if (call === 'activities' || call === 'enrichedActivities') return { activities: [] };
  const { verb, object } = activity ?? activityOf(data);
  if (call === 'addActivity') return { activity: { id: '1', actor: `SU:${userId}`, verb, object: `SU:${object}` } };
  return { user: { id: userId, data: data ?? {} } };
}

/** Changes the user that a call gives, or those that it embeds. */
export function inUsers(value: CallValue, change: (user: UserValue) => UserValue): CallValue {
  if (value && 'user' in value) return { user: change(value.user) };
  if (!value || !('activities' in value)) return value;
  const changed = (place: unknown): unknown =>
    typeof place === 'object' && place !== null && !('error' in place) ? change(place) : place;
  const activities = value.activities?.map((one) => ({
    ...one,
    actor: changed(one.actor),
    object: changed(one.object),
  }));
  return { activities: activities ?? null };
}

/** A body that reads as nothing. */
export const emptyBody = (call: PlantedCall): string =>
  call !== 'reference' && isFeedCall(call) && !writes(call) ? '{"results":[]}' : '{}';

/** The rules about feeds that say of them what others say of users. */
const likeness: Record<string, readonly string[]> = {
  retrieve: ['feed', 'referenceKept', 'enrichment'],
  createAnswers201: ['feed', 'referenceKept'],
  dataFidelity: ['enrichment'],
  userId: ['feed', 'referenceKept', 'enrichment', 'missingReference'],
  tokenScope: ['feedToken'],
  userTokenMayRead: ['userTokenMayAdd'],
};

/** The rules that a defect breaks where it is planted on these calls. */
export function rulesOf({ rules }: Operator, calls: Iterable<PlantedCall>): readonly string[] {
  const onFeeds = [...calls].some((call) => call !== 'reference' && isFeedCall(call));
  return onFeeds ? [...rules, ...rules.flatMap((rule) => likeness[rule] ?? [])] : rules;
}
