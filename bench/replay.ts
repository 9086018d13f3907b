import type { MockClient } from '../mock/index.js';
import type { Driver } from '../runners/index.js';
import type { Plan } from './plan.js';

/** A driver keeps clients by their names; each replay has new ones, as each behaviour has. */
let replays = 0;

/** Does what the plans say in a bare loop; tells the milliseconds that the SDK's part of it took. */
export async function replay(plans: readonly Plan[], driver: Driver, mock: MockClient): Promise<number> {
  let spent = 0;
  replays += 1;
  for (const { turns } of plans) {
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
      await Promise.all(
        turn.calls.map(({ client, call, args }) =>
          driver.call({ client: { ...client, name: `${client.name}/${replays}` }, call, args }),
        ),
      );
      spent += performance.now() - start;
    }
    await driver.settle();
    for (const key of apps) await mock.deleteApp(key);
  }
  return spent;
}
