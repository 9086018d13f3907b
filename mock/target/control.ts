import { stringifyJson } from '../../spec/json.js';
import type { Contract } from '../../spec/contract.js';
import { checked, checks } from '../control/checks.js';
import {
  DeploymentFault,
  NeedsControl,
  type Recorded,
  type ShownUser,
  type UserPage,
  whole,
} from '../control/control.js';
import type { ServedControl } from '../control/http.js';
import type { Journal } from '../journal/journal.js';
import type { Tenants } from './tenants.js';
import { NoAnswer } from './upstream.js';
import { DeploymentRefused } from './users.js';

/**
 * As much of the mock's control functions as a deployment allows: users are seeded and read by its own API. What only a
 * mock can do is a `NeedsControl`, and what the deployment refuses a `DeploymentFault`.
 */
export function createTargetControl({
  contract,
  tenants,
  journal,
}: {
  contract: Contract;
  tenants: Tenants;
  journal: Journal;
}): ServedControl {
  const recorded = (key: string): Recorded => journal.read(key);
  const forgetApp = async (key: string): Promise<void> => {
    journal.forget(key);
    await inTurn(() => tenants.remove(key));
  };
  const users = async (key: string, which: string | UserPage = {}): Promise<ShownUser[]> => {
    const stored = await inTurn(() => tenants.stored(key));
    if (typeof which === 'string') return stored.filter(({ id }) => id === which);
    const { offset = 0, limit = Infinity } = which;
    return stored.slice(offset, offset + limit);
  };

  async function inTurn<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await tenants.inTurn(work);
    } catch (error) {
      if (!(error instanceof DeploymentRefused || error instanceof NoAnswer)) throw error;
      throw new DeploymentFault(error.message, { cause: error });
    }
  }

  return {
    async createApp(seed) {
      if (seed && Object.keys(seed).length > 0) throw new NeedsControl('to have a second app');
      const { key, secret } = tenants.create();
      return { key, secret };
    },
    async deleteApp(key) {
      const last = recorded(key);
      await forgetApp(key);
      return whole(key, last);
    },
    users,
    async seedUsers(key, seeds) {
      const checkedUsers = checked(checks.users, structuredClone({ users: seeds }), 'the users').users;
      if (checkedUsers.some((user) => Object.keys(user).some((name) => name !== 'id' && name !== 'data'))) {
        throw new NeedsControl('to give users counts and moments');
      }
      await inTurn(() => tenants.seed(key, checkedUsers));
    },
    exchanges: async (key) => whole(key, recorded(key)),
    recorded,
    async injectFault() {
      throw new NeedsControl('to have an answer of its own making');
    },
    follow: (apiKey, tell) => journal.follow(apiKey, tell),
    health: () => {
      const { title, version, digest } = contract;
      return { status: 'ok', contract: { title, version, digest } };
    },
    usersText: async (key, which) => stringifyJson(await users(key, which)),
    countUsers: async (key) => (await users(key)).length,
    forgetApp,
  };
}
