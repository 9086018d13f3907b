import type { MockClient } from '../mock/index.js';
import { type ClientHandle, ConnectRefused, type Driver } from '../runners/index.js';
import type { Plan, SdkCall } from './plan.js';

/** Does what the plans say in a bare loop; tells the milliseconds that the SDK's part of it took. */
export async function replay(plans: readonly Plan[], driver: Driver, mock: MockClient): Promise<number> {
  let spent = 0;
  for (const { turns } of plans) {
    const clients = new Map<number, ClientHandle>();
    const apps: string[] = [];
    const stage: MockClient = {
      ...mock,
      async createApp(seed) {
        const app = await mock.createApp(seed);
        apps.push(app.key);
        return app;
      },
    };
    for (const turn of turns) {
      for (const prepare of turn.stage) await prepare(stage);
      const start = performance.now();
      await Promise.all(turn.calls.map((call) => perform(call, driver, clients)));
      spent += performance.now() - start;
    }
    await driver.settle();
    for (const key of apps) await mock.deleteApp(key);
  }
  return spent;
}

async function perform(action: SdkCall, driver: Driver, clients: Map<number, ClientHandle>): Promise<void> {
  if (action.kind === 'call') {
    await clients.get(action.client)?.call(action.call, action.args);
    return;
  }
  try {
    clients.set(action.client, await driver.connect(action.options));
  } catch (error) {
    // An SDK may refuse what a behaviour wants; then that is all it did.
    if (!(error instanceof ConnectRefused)) throw error;
  }
}
