import type { MockClient } from '../mock/index.js';
import { createSupervisor, type Driver, type Launch } from '../runners/index.js';
import { loadContract } from '../spec/contract.js';
import { behaviours } from '../suites/catalogue.js';
import { observe } from '../suites/observe.js';
import { type Plan, type Seen, turnsOf } from './plan.js';

/** Runs every behaviour that applies once, and keeps what each asked of the SDK and put into the mock. */
export async function record(launch: Launch, mock: MockClient, baseUrl: string): Promise<Plan[]> {
  const supervisor = createSupervisor(launch);
  const contract = loadContract();
  const plans: Plan[] = [];
  try {
    for (const behaviour of behaviours) {
      const seen: Seen[] = [];
      const recorded: typeof supervisor = {
        ...supervisor,
        lease: async (label) => {
          const lease = await supervisor.lease(label);
          return { ...lease, driver: recordedDriver(lease.driver, seen) };
        },
      };
      const stage = {
        supervisor: recorded,
        mock: recordedMock(mock, seen),
        baseUrl,
        contract,
        onHello: () => undefined,
      };
      await observe(behaviour, stage);
      if (seen.length > 0) plans.push({ behaviour: behaviour.id, turns: turnsOf(seen) });
    }
  } finally {
    await supervisor.close();
  }
  return plans;
}

/** Keeps what is worked on, and from when to when. */
async function keep<T>(seen: Seen[], what: Seen['what'], work: Promise<T>): Promise<T> {
  const moment: Seen = { start: performance.now(), end: Infinity, what };
  seen.push(moment);
  try {
    return await work;
  } finally {
    moment.end = performance.now();
  }
}

/** Apps are made with the key and the secret of the first time, so that every token stays valid. */
function recordedMock(mock: MockClient, seen: Seen[]): MockClient {
  return {
    ...mock,
    async createApp(seed) {
      const app = await mock.createApp(seed);
      await keep(seen, { prepare: (again) => again.createApp({ ...seed, ...app }) }, Promise.resolve());
      return app;
    },
    seedUsers: (key, users) =>
      keep(seen, { prepare: (again) => again.seedUsers(key, users) }, mock.seedUsers(key, users)),
    injectFault: (key, fault) =>
      keep(seen, { prepare: (again) => again.injectFault(key, fault) }, mock.injectFault(key, fault)),
  };
}

function recordedDriver(driver: Driver, seen: Seen[]): Driver {
  const call: Driver['call'] = (made) => keep(seen, made, driver.call(made));
  // Its other members are accessors, which a copy would freeze.
  return Object.create(driver, { call: { value: call } }) as Driver;
}
