import { parseJson } from '../../spec/json.js';
import type { Contract } from '../../spec/contract.js';

import type { App, Apps } from '../store/apps.js';
import type { Journal } from '../journal/journal.js';
import { userMembers } from '../api/reply.js';
import { checked, checks } from './checks.js';
import {
  ControlRefusal,
  healthOf,
  type Recorded,
  type ServedLocally,
  type ShownUser,
  unknownApp,
  type UserPage,
  whole,
} from './control.js';

export function createControl(parts: { contract: Contract; apps: Apps; journal: Journal }): ServedLocally {
  const { contract, apps, journal } = parts;

  function find(key: string): App {
    const app = apps.get(key);
    if (app) return app;
    throw unknownApp(key);
  }

  function usersText(key: string, which: string | UserPage = {}): { users: string; total: number } {
    const { users } = find(key);
    const total = users.size;
    if (typeof which === 'string') {
      const user = users.get(which);
      return { users: user ? `[{${userMembers(which, user)}}]` : '[]', total };
    }
    const { offset = 0, limit = Infinity } = which;
    const shown: string[] = [];
    let index = 0;
    for (const [id, user] of users.entries()) {
      if (index >= offset + limit) break;
      if (index >= offset) shown.push(`{${userMembers(id, user)}}`);
      index += 1;
    }
    return { users: `[${shown.join(',')}]`, total };
  }

  const recorded = (key: string): Recorded => journal.read(key);
  const forgetApp = (key: string): void => {
    find(key);
    apps.delete(key);
    journal.forget(key);
  };
  return {
    createApp(seed = {}) {
      const app = apps.create(checked(checks.app, structuredClone(seed), 'the app'));
      if (app) return { key: app.key, secret: app.secret };
      throw new ControlRefusal(
        `Failed to create the app: the key "${seed.key ?? ''}" is taken. Choose another, or leave it out for a random one.`,
        409,
      );
    },
    deleteApp(key) {
      find(key);
      const last = recorded(key);
      forgetApp(key);
      return whole(key, last);
    },
    users: (key, which) => parseJson(usersText(key, which).users) as ShownUser[],
    seedUsers: (key, users) => find(key).seed(checked(checks.users, structuredClone({ users }), 'the users').users),
    exchanges: (key) => whole(key, recorded(key)),
    recorded,
    injectFault(key, fault) {
      const { faults } = key === null ? apps : find(key);
      faults.add(checked(checks.fault, structuredClone(fault), 'the fault'));
    },
    follow: (apiKey, tell) => journal.follow(apiKey, tell),
    health: () => healthOf(contract),
    usersText,
    forgetApp,
  };
}
