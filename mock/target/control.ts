import { checked, checks } from '../control/checks.js';
import { type MockControl, NeedsControl, whole } from '../control/control.js';
import type { Journal } from '../journal/journal.js';
import type { Tenants } from './tenants.js';

/**
 * As much of the mock's control functions as a deployment allows: users are seeded and read by its own API. What only a
 * mock can do is a `NeedsControl`, and what the deployment refuses a `DeploymentFault`.
 */
export function createTargetControl(tenants: Tenants, journal: Journal): MockControl {
  return {
    async createApp(seed) {
      if (seed && Object.keys(seed).length > 0) throw new NeedsControl('to have a second app');
      const { key, secret } = tenants.create();
      return { key, secret };
    },
    async deleteApp(key) {
      const last = journal.read(key);
      journal.forget(key);
      await tenants.inTurn(() => tenants.remove(key));
      return whole(key, last);
    },
    users: (key) => tenants.inTurn(() => tenants.stored(key)),
    async seedUsers(key, seeds) {
      const { users } = checked(checks.users, structuredClone({ users: seeds }), 'the users');
      if (users.some((user) => Object.keys(user).some((name) => name !== 'id' && name !== 'data'))) {
        throw new NeedsControl('to give users counts and moments');
      }
      await tenants.inTurn(() => tenants.seed(key, users));
    },
    exchanges: (key) => whole(key, journal.read(key)),
    async injectFault() {
      throw new NeedsControl('to have an answer of its own making');
    },
  };
}
