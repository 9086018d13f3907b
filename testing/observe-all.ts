import { createExpect } from 'vitest';

import { type Mock, startMock } from '../mock/index.js';
import type { Launch } from '../runners/driver-process.js';
import type { Timeouts } from '../runners/protocol/messages.js';
import { createSupervisor, type Supervisor } from '../runners/supervisor.js';
import { loadContract } from '../spec/contract.js';
import { behaviours } from '../suites/catalogue.js';
import type { Behaviour } from '../suites/behaviour.js';
import '../suites/matchers.js';
import { startImpostor } from '../suites/impostor.js';
import type { Observation } from '../suites/observation.js';
import { type Api, endingOf, observe } from '../suites/observe.js';

/** Behaviours by their ids, in that order. */
export function behavioursOf(...ids: string[]): Behaviour[] {
  return ids.map((id) => {
    const found = behaviours.find((behaviour) => behaviour.id === id);
    if (!found) throw new Error(`Failed to find the behaviour ${id}: no suite declares it.`);
    return found;
  });
}

export interface ObserveAllOptions {
  /** A mock of its own when absent. */
  mock?: Pick<Mock, 'url'> & Pick<Api, 'control'>;
  timeouts?: Partial<Timeouts>;
  /** The contract's when absent. */
  limits?: Partial<Api['limits']>;
}

/** Runs behaviours one after the other on one driver, or on one in this process, here and without vitest's runner, and tells what was seen. */
export async function observeAll(
  launch: Launch | Supervisor,
  chosen: readonly Behaviour[],
  { mock, timeouts, limits }: ObserveAllOptions = {},
): Promise<Observation[]> {
  const own = mock ? undefined : await startMock();
  const { url, control } = mock ?? own!;
  const impostor = await startImpostor();
  const seen: Observation[] = [];
  const supervisor =
    'lend' in launch
      ? launch
      : createSupervisor(launch, {
          timeouts,
          onLate: (label, failure) => (seen[Number(label)]!.ending = endingOf(failure, [])),
        });
  try {
    for (const behaviour of chosen) {
      const { observation } = await observe(behaviour, {
        supervisor,
        label: String(seen.length),
        api: { baseUrl: url, control, impostor, limits: { ...loadContract().limits, ...limits } },
        expect: createExpect(),
      });
      seen.push(observation);
    }
  } finally {
    await supervisor.close();
    await Promise.all([own?.close(), impostor.close()]);
  }
  return seen;
}
