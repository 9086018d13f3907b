import type { Contract } from '../../spec/contract.js';
import type { Exchange } from '../../spec/exchange.js';
import { parseJson } from '../../spec/json.js';

import { userMembers } from '../api/reply.js';
import type { Fault } from '../http/fault.js';
import type { Journal, Recorded } from '../journal/journal.js';
import type { Apps, AppSeed, UserSeed } from '../store/apps.js';
import type { UserPage } from '../store/users.js';
import { checked } from './checks.js';
import { ControlRefusal, whole } from '../store/refusals.js';

/** A user as it is stored. */
export interface ShownUser {
  id: string;
  data: unknown;
  created_at: string;
  updated_at: string;
}

/** What serves, and by which contract. */
export interface Health {
  status: 'ok';
  contract: { title: string; version: string; digest: string };
}

/**
 * What can be done to a mock past its API: the same functions in this process (`mock.control`) and over HTTP
 * (`createMockClient`). Each throws, or rejects with, an Error with a sentence.
 */
export type LocalControl = ReturnType<typeof createControl>;

/** The same functions of a mock, or of a deployment in its place, which may have to wait: callers `await` them. */
export type MockControl = {
  [Name in keyof LocalControl]: Name extends 'follow'
    ? LocalControl[Name]
    : LocalControl[Name] extends (...args: infer Args) => infer Result
      ? (...args: Args) => Result | Promise<Result>
      : never;
};

/** What a mock holds, or what stands for a deployment. */
export interface State {
  contract: Contract;
  apps: Apps;
  journal: Journal;
}

export function createControl({ contract, apps, journal }: State) {
  function usersText(key: string, which: string | UserPage = {}): string {
    const { users } = apps.find(key);
    const shown = users.page(which).map(([id, user]) => `{${userMembers(id, user)}}`);
    return `{"users":[${shown.join(',')}],"total":${users.size}}`;
  }

  function forgetApp(key: string): Recorded {
    apps.find(key);
    const last = journal.read(key);
    apps.delete(key);
    journal.forget(key);
    return last;
  }

  return {
    /** Makes an app with users of its own; what is absent is random. */
    createApp(seed: Partial<AppSeed> = {}): { key: string; secret: string } {
      const app = apps.create(checked('app', seed, 'the app'));
      if (app) return { key: app.key, secret: app.secret };
      throw new ControlRefusal(
        `Failed to create the app: the key "${seed.key ?? ''}" is taken. Choose another, or leave it out for a random one.`,
        409,
      );
    },
    /** Forgets an app, its users and its faults, and hands over its exchanges for the last time, as `exchanges` does. */
    deleteApp: (key: string): Exchange[] => whole(key, forgetApp(key)),
    /** The same, with the number of those that were forgotten before. */
    forgetApp,
    /** Stored users in the order they were added: all, a part of them, or those with an id, one or none. */
    users: (key: string, which?: string | UserPage) =>
      (parseJson(usersText(key, which)) as { users: ShownUser[] }).users,
    /** The same as JSON, `{users, total}`, whose data is as it is stored, to the digit; with the number of all. */
    usersText,
    /** Stores users; those with a taken id are replaced. */
    seedUsers(key: string, users: readonly UserSeed[]): void {
      apps.find(key).seed(checked('users', { users }, 'the users').users);
    },
    /**
     * What came with an api_key, in order of arrival, whether or not there is such an app. Throws when some of it has
     * been forgotten already, so that nobody judges a part for the whole.
     */
    exchanges: (apiKey: string): Exchange[] => whole(apiKey, journal.read(apiKey)),
    /** The same, with the number of those that were forgotten. */
    recorded: (apiKey: string): Recorded => journal.read(apiKey),
    /** Has the next requests of an app, or of any (`null`), answered otherwise. An app's own faults come first. */
    injectFault(key: string | null, fault: Fault): void {
      const { faults } = key === null ? apps : apps.find(key);
      const { headers, ...rest } = structuredClone(checked('fault', fault, 'the fault'));
      const lower = Object.entries(headers ?? {}).map(([name, value]) => [name.toLowerCase(), value] as const);
      faults.push({ ...rest, ...(headers && { headers: Object.fromEntries(lower) }) });
    },
    /** Tells of every exchange of an `api_key`, or of all (`null`), once it is over. Returns how to stop that. */
    follow: (apiKey: string | null, tell: (exchange: Exchange) => void): (() => void) => journal.follow(apiKey, tell),
    health(): Health {
      const { title, version, digest } = contract;
      return { status: 'ok', contract: { title, version, digest } };
    },
  };
}
