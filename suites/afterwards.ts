import type { Checks } from './checks.js';
import type { Ending, Observation } from './observation.js';

/** Statuses that an SDK may spare the API by refusing the call itself. */
const refusable: readonly number[] = [400, 413];

/** What must hold after every behaviour that held: it checked something, and the wire bears out what it checked. */
export function afterwards({ checks, steps, exchanges }: Observation, untold: Checks['untold']): Ending {
  if (checks === 0) return { kind: 'bug', message: 'the behaviour checked nothing' };
  if (exchanges.length > steps.length) {
    const message = `${steps.length} calls became ${exchanges.length} requests; one call is one request`;
    return { kind: 'broken', message, expected: steps.length, actual: exchanges.length };
  }
  for (const { entry, result } of untold) {
    const answered = exchanges.some(({ response }) => response?.status === entry.status);
    const refused = refusable.includes(entry.status) && exchanges.length < steps.length;
    if (answered || refused) continue;
    return {
      kind: 'broken',
      message: `${result.call} fails with an error that says neither status nor code, and the API answered no ${entry.status}`,
      step: result.step,
    };
  }
  return { kind: 'held' };
}
