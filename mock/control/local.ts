import type { Contract } from '../../spec/contract.js';
import { parseJson } from '../../spec/json.js';

import { userMembers } from '../api/reply.js';
import type { Journal } from '../journal/journal.js';
import type { Apps } from '../store/apps.js';
import { checked } from './checks.js';
import { ControlRefusal, type ServedLocally, type ShownUser, whole } from './control.js';

export function createControl(parts: { contract: Contract; apps: Apps; journal: Journal }): ServedLocally {
  const { contract, apps, journal } = parts;
  const control: ServedLocally = {
    createApp(seed = {}) {
      const app = apps.create(checked('app', structuredClone(seed), 'the app'));
      if (app) return { key: app.key, secret: app.secret };
      throw new ControlRefusal(
        `Failed to create the app: the key "${seed.key ?? ''}" is taken. Choose another, or leave it out for a random one.`,
        409,
      );
    },
    deleteApp: (key) => whole(key, control.forgetApp(key)),
    forgetApp(key) {
      apps.find(key);
      const last = journal.read(key);
      apps.delete(key);
      journal.forget(key);
      return last;
    },
    users: (key, which) => parseJson(control.usersText(key, which).users) as ShownUser[],
    usersText(key, which = {}) {
      const { users } = apps.find(key);
      const shown = users.page(which).map(([id, user]) => `{${userMembers(id, user)}}`);
      return { users: `[${shown.join(',')}]`, total: users.size };
    },
    seedUsers(key, users) {
      apps.find(key).seed(checked('users', structuredClone({ users }), 'the users').users);
    },
    exchanges: (key) => whole(key, journal.read(key)),
    recorded: (key) => journal.read(key),
    injectFault(key, fault) {
      const { faults } = key === null ? apps : apps.find(key);
      faults.push(checked('fault', structuredClone(fault), 'the fault'));
    },
    follow: (apiKey, tell) => journal.follow(apiKey, tell),
    health: () => ({
      status: 'ok',
      contract: { title: contract.title, version: contract.version, digest: contract.digest },
    }),
  };
  return control;
}
