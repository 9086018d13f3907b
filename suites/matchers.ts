/** `expect` in the contract's words. Each matcher compares what it is named after, and nothing else. */
import { isDeepStrictEqual } from 'node:util';

import { expect } from 'vitest';

import { activityOf } from '../fixtures/activities.js';
import type { ShownUser } from '../mock/control/control.js';
import { type ActivityValue, kindOf, type UserValue } from '../runners/protocol/messages.js';
import type { ErrorEntry } from '../spec/contract.js';
import type { Exchange } from '../spec/exchange.js';
import { isJsonNumber } from '../spec/json.js';
import { callOf, type FeedCall, isFeedCall } from './calls.js';
import { instant } from './instant.js';
import { MockApp } from './mock-app.js';
import { activitiesOf, errorOf, type Step, userOf, usersOf } from './observation.js';

interface StoredTimestamps {
  created_at?: unknown;
  updated_at?: unknown;
}

interface Matchers_ {
  /** The call succeeded, whatever it gave. */
  toSucceed: () => Promise<void>;
  /** The call gave the application a user with these members; its other members are another matcher's business. */
  toGiveUser: (user: Partial<UserValue>) => Promise<void>;
  /** The call gave both timestamps of the user, to the microsecond, wherever it gave the user. */
  toGiveTimestamps: (held: StoredTimestamps | undefined) => Promise<void>;
  /** Whatever timestamps the call gave are these; one that the SDK does not give is `toGiveTimestamps`' business. */
  toGiveNoTimestampsBut: (held: StoredTimestamps | undefined) => Promise<void>;
  /** The call gave the text that refers to a user. */
  toGiveReference: (reference: string) => Promise<void>;
  /**
   * The call gave these activities and no others, in this order. Only the members named here are compared, of an activity
   * and of what is embedded in it; one that is named as `undefined` must not be there.
   */
  toGiveActivities: (...activities: Partial<ActivityValue>[]) => Promise<void>;
  /**
   * The call gave what it gives of this user: the user, the activity that stands for its data, one in its feed, or nothing.
   * See `prepare`.
   */
  toGiveOf: (user: { id: string; data: unknown }) => Promise<void>;
  /** The call failed in the application, however it says so. */
  toFail: () => Promise<void>;
  /**
   * The call failed with this error of the API, as far as its status tells, or its code where the SDK tells no status,
   * or the wire where it tells neither. Whether they can be read at all is `toCarry`'s business.
   */
  toFailWith: (error: ErrorEntry) => Promise<void>;
  /** The application can read this status, or this code, off the error. */
  toCarry: (read: { status: number } | { code: number }) => Promise<void>;
  /** The API holds this user, beside whatever others; its timestamps are another matcher's business. */
  toHold: (user: { id: string; data: unknown }) => Promise<void>;
  /** The API holds these users and no others, in any order; their timestamps are another matcher's business. */
  toHoldExactly: (...users: { id: string; data: unknown }[]) => Promise<void>;
  /** The API holds what it held before the first call, timestamps included; with ids, these users of it. */
  toBeUntouched: (...ids: string[]) => Promise<void>;
  /** A timestamp of the API is a later instant than another. */
  toBeLaterThan: (earlier: string | undefined) => void;
  /** The requests that came, in order, and how each was answered: `addUser 201`, `addUser unanswered`. */
  toHaveAnswered: (...lines: string[]) => Promise<void>;
}

declare module 'vitest' {
  // eslint-disable-next-line @typescript-eslint/no-unused-vars, @typescript-eslint/no-empty-object-type
  interface Matchers<T> extends Matchers_ {}
}

interface Result {
  pass: boolean;
  message: () => string;
  expected?: unknown;
  actual?: unknown;
  /** Reaches the error that vitest makes of it: which call it speaks of. */
  meta?: { step: Step };
}

type Received = Step | Promise<Step>;

expect.extend({
  async toSucceed(received: Received): Promise<Result> {
    return succeeds(await received);
  },

  async toGiveUser(received: Received, expected: Partial<UserValue>): Promise<Result> {
    return givesUser(await received, expected);
  },

  async toGiveTimestamps(received: Received, held: StoredTimestamps | undefined): Promise<Result> {
    const step = await received;
    const due = { createdAt: instant(held?.created_at), updatedAt: instant(held?.updated_at) };
    const given = usersOf(step).map((user) => ({
      ...{ createdAt: instantOrAsGiven(user.createdAt), updatedAt: instantOrAsGiven(user.updatedAt) },
    }));
    if (given.length === 0) return noUser(step);
    const other = given.find((user) => !isDeepStrictEqual(user, due)) ?? due;
    const moved = other.createdAt === due.createdAt ? 'updated_at' : 'created_at';
    return compared(`${moved} is another instant`, other, due, step);
  },

  async toGiveNoTimestampsBut(received: Received, held: StoredTimestamps | undefined): Promise<Result> {
    const step = await received;
    const user = userOf(step);
    if (!user) return noUser(step);
    const due: Partial<UserValue> = {};
    const given: Partial<UserValue> = {};
    for (const [name, column] of [['createdAt', 'created_at'] as const, ['updatedAt', 'updated_at'] as const]) {
      if (user[name] === undefined || held?.[column] === undefined) continue;
      due[name] = instant(held[column]) ?? 'no instant';
      given[name] = instantOrAsGiven(user[name]);
    }
    return compared(`${step.call} gives the application other timestamps`, given, due, step);
  },

  async toGiveReference(received: Received, reference: string): Promise<Result> {
    const step = await received;
    return compared('the reference is another', step.outcome, { ok: { reference } }, step);
  },

  async toGiveActivities(received: Received, ...expected: Partial<ActivityValue>[]): Promise<Result> {
    return givesActivities(await received, expected);
  },

  async toGiveOf(received: Received, user: { id: string; data: unknown }): Promise<Result> {
    const step = await received;
    const call = callOf(step);
    if (call === 'delete') return succeeds(step);
    return call && isFeedCall(call) ? givesActivities(step, [due[call](user)]) : givesUser(step, user);
  },

  async toFail(received: Received): Promise<Result> {
    return fails(await received, 'an error');
  },

  async toFailWith(received: Received, entry: ErrorEntry): Promise<Result> {
    const step = await received;
    const due = `an error with status ${entry.status} and code ${entry.code}`;
    const error = errorOf(step);
    if (!error) return fails(step, due);
    step.due = entry;
    const [name, told, wanted] =
      error.status === undefined
        ? (['code', error.code ?? entry.code, entry.code] as const)
        : (['status', error.status, entry.status] as const);
    const message = () => `${step.call} fails with another error`;
    const words = { expected: `an error with ${name} ${wanted}`, actual: `an error with ${name} ${told}` };
    return { pass: told === wanted, message, ...words, meta: { step } };
  },

  async toCarry(received: Received, read: { status?: number; code?: number }): Promise<Result> {
    const step = await received;
    const error = errorOf(step);
    const [name = 'status', due] = Object.entries(read)[0] ?? [];
    if (!error) return fails(step, `an error with ${name} ${due}`);
    const told = error[name as 'status' | 'code'];
    return {
      pass: told === due,
      message: () => `the error carries another ${name}`,
      expected: `an error with ${name} ${due}`,
      actual: told === undefined ? `an error without ${name}` : `an error with ${name} ${told}`,
      meta: { step },
    };
  },

  async toHold(mock: unknown, user: { id: string; data: unknown }): Promise<Result> {
    const held = await appOf(mock).user(user.id);
    return compared('the API holds another user', held && { id: held.id, data: held.data }, user);
  },

  async toHoldExactly(mock: unknown, ...users: { id: string; data: unknown }[]): Promise<Result> {
    const held = (await appOf(mock).users()).map(({ id, data }) => ({ id, data }));
    return compared('the API holds other users', sortById(held), sortById(users));
  },

  async toBeUntouched(mock: unknown, ...ids: string[]): Promise<Result> {
    const app = appOf(mock);
    const chosen = (users: readonly ShownUser[]) =>
      sortById(users.filter(({ id }) => ids.length === 0 || ids.includes(id)));
    return compared('the call changed what the API holds', chosen(await app.users()), chosen(app.held));
  },

  toBeLaterThan(later: unknown, earlier: string | undefined): Result {
    const [after, before] = [instant(String(later)), instant(earlier)];
    const pass = after !== null && before !== null && after > before;
    return { pass, message: () => 'it did not move', expected: `an instant after ${earlier}`, actual: String(later) };
  },

  async toHaveAnswered(mock: unknown, ...lines: string[]): Promise<Result> {
    return compared('the requests sent are others', (await appOf(mock).exchanges()).map(wireLine), lines);
  },
});

/** What an exchange is told apart by: `addUser 201`. */
function wireLine({ operation, request, response }: Exchange): string {
  return `${operation ?? `${request.method} elsewhere`} ${response?.status ?? 'unanswered'}`;
}

function succeeds(step: Step): Result {
  const error = errorOf(step);
  const message = () => `${step.call} fails with ${error?.type}: ${error?.message}`;
  return { pass: error === undefined, message, expected: 'success', actual: inWords(step), meta: { step } };
}

function givesUser(step: Step, expected: Partial<UserValue>): Result {
  const user = userOf(step);
  if (!user) return noUser(step);
  const actual = Object.fromEntries(Object.keys(expected).map((key) => [key, user[key as keyof UserValue]]));
  return compared(`${step.call} gives the application another user`, actual, expected, step);
}

function givesActivities(step: Step, expected: Partial<ActivityValue>[]): Result {
  const activities = activitiesOf(step);
  if (!activities) return gaveNo('activity', step);
  const actual = activities.map((activity, index) => membersNamed(activity, expected[index] ?? activity));
  return compared(`${step.call} gives the application other activities`, actual, expected, step);
}

/** What calls about feeds give of a user. */
const added = ({ id, data }: { id: string; data: unknown }): Partial<ActivityValue> => {
  const { verb, object } = activityOf(data);
  return { actor: `SU:${id}`, verb, object: `SU:${object}` };
};
const due: Record<FeedCall, (user: { id: string; data: unknown }) => Partial<ActivityValue>> = {
  addActivity: added,
  activities: added,
  enrichedActivities: (user) => ({ actor: user, verb: activityOf(user.data).verb }),
};

function noUser(step: Step): Result {
  return gaveNo('user', step);
}

function gaveNo(what: 'user' | 'activity', step: Step): Result {
  if (errorOf(step)) return succeeds(step);
  const message = () => `${step.call} gives the application no ${what}`;
  return {
    pass: false,
    message,
    expected: what === 'user' ? 'a user' : 'an activity',
    actual: inWords(step),
    meta: { step },
  };
}

/** Shown as it came where it names no instant; `null` where nothing came. */
const instantOrAsGiven = (given: unknown): unknown => instant(given) ?? given ?? null;

/** What is there of the members that are expected of an activity, and of what is embedded in it. */
function membersNamed(activity: ActivityValue, expected: Partial<ActivityValue>): Partial<ActivityValue> {
  const named = pick(activity, Object.keys(expected));
  for (const place of ['actor', 'object'] as const) {
    const [given, due] = [named[place], expected[place]];
    if (isObject(given) && isObject(due)) named[place] = pick(given, Object.keys(due));
  }
  return named;
}

function pick<T extends object>(value: T, names: string[]): T {
  return Object.fromEntries(names.map((name) => [name, (value as Record<string, unknown>)[name]])) as T;
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

function fails(step: Step, due: string): Result {
  const message = () => `${step.call} succeeds although it must fail`;
  return { pass: errorOf(step) !== undefined, message, expected: due, actual: inWords(step), meta: { step } };
}

function compared(message: string, actual: unknown, expected: unknown, step?: Step): Result {
  const pass = isDeepStrictEqual(withDoubles(actual), withDoubles(expected));
  return { pass, message: () => message, expected, actual, ...(step ? { meta: { step } } : {}) };
}

/** Languages write the digits of one double in several ways: what has a fraction or an exponent counts as the double it is. */
function withDoubles(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (isJsonNumber(value)) return /[.eE]/.test(value.$number) ? Number(value.$number) : value;
  if (Array.isArray(value)) return value.map(withDoubles);
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, withDoubles(member)]));
}

/** What came of a call, in words that are the same for all calls that went wrong alike. */
function inWords({ outcome }: Step): string {
  if (outcome === null) return 'no answer';
  if ('error' in outcome) return `${outcome.error.type}: ${outcome.error.message}`;
  return outcome.ok === null ? 'success' : kindOf(outcome.ok);
}

function appOf(mock: unknown): MockApp {
  if (mock instanceof MockApp) return mock;
  throw new TypeError('Failed to look into the API: expect() was not given the mock. Write expect(mock).');
}

function sortById<T extends { id: string }>(users: readonly T[]): T[] {
  return users.toSorted((a, b) => (a.id < b.id ? -1 : 1));
}
