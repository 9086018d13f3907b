import type { Contract } from '../../spec/contract.js';
import { stringifyJson } from '../../spec/json.js';

import { checked, checks } from '../control/checks.js';
import {
  healthOf,
  type MockControl,
  NeedsControl,
  type ServedControl,
  type ShownUser,
  unknownApp,
  whole,
} from '../control/control.js';
import type { Journal } from '../journal/journal.js';
import type { Tenants } from './tenants.js';

/**
 * As much of the mock's control functions as a deployment allows: users are seeded and read by its own API. What only a
 * mock can do is a `NeedsControl`, and what the deployment refuses a `DeploymentFault`.
 */
export function createTargetControl(parts: {
  contract: Contract;
  tenants: Tenants;
  journal: Journal;
}): MockControl & ServedControl {
  const { contract, tenants, journal } = parts;

  /** Runs one thing about an app that there is, when it is its turn. */
  function inTurn<T>(key: string, work: () => Promise<T>): Promise<T> {
    if (!tenants.get(key)) throw unknownApp(key);
    return tenants.inTurn(work);
  }

  const forgetApp = async (key: string): Promise<void> => {
    await inTurn(key, () => tenants.remove(key));
    journal.forget(key);
  };
  const stored = (key: string): Promise<ShownUser[]> => inTurn(key, () => tenants.stored(key));
  const control: MockControl & ServedControl = {
    async createApp(seed) {
      if (seed && Object.keys(seed).length > 0) throw new NeedsControl('to have a second app');
      const { key, secret } = tenants.create();
      return { key, secret };
    },
    async deleteApp(key) {
      const last = journal.read(key);
      await forgetApp(key);
      return whole(key, last);
    },
    async users(key, which = {}) {
      const users = await stored(key);
      if (typeof which === 'string') return users.filter(({ id }) => id === which);
      const { offset = 0, limit = Infinity } = which;
      return users.slice(offset, offset + limit);
    },
    async seedUsers(key, seeds) {
      const { users } = checked(checks.users, structuredClone({ users: seeds }), 'the users');
      if (users.some((user) => Object.keys(user).some((name) => name !== 'id' && name !== 'data'))) {
        throw new NeedsControl('to give users counts and moments');
      }
      await inTurn(key, () => tenants.seed(key, users));
    },
    exchanges: (key) => whole(key, journal.read(key)),
    recorded: (key) => journal.read(key),
    follow: (key, tell) => journal.follow(key, tell),
    async injectFault() {
      throw new NeedsControl('to have an answer of its own making');
    },
    health: () => healthOf(contract),
    async usersText(key, which) {
      return { users: stringifyJson(await control.users(key, which)), total: (await stored(key)).length };
    },
    forgetApp,
  };
  return control;
}

/** The same for other processes: every app has the deployment's own secret, which none of them is told. */
export function withoutSecrets(control: ServedControl): ServedControl {
  return {
    ...control,
    async createApp() {
      throw new NeedsControl('for an app and its secret');
    },
  };
}
