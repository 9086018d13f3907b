import { type Ending, errorOf, type Observation } from './observation.js';

/** Statuses that an SDK may spare the API by refusing the call itself. */
const refusable: readonly number[] = [400, 413];

/** What must hold after every behaviour that held: it checked something, and the wire bears out what it checked. */
export function afterwards({ checks, steps, exchanges }: Observation): Ending {
  if (checks === 0) return { kind: 'bug', message: 'the behaviour checked nothing' };
  if (exchanges.length > steps.length) {
    const message = `${steps.length} calls became ${exchanges.length} requests; one call is one request`;
    return { kind: 'broken', message, expected: steps.length, actual: exchanges.length };
  }
  for (const [step, { call, due, ...rest }] of steps.entries()) {
    const error = errorOf({ call, ...rest });
    if (!due || error?.status !== undefined || error?.code !== undefined) continue;
    const answered = exchanges.some(({ response }) => response?.status === due.status);
    const refused = refusable.includes(due.status) && exchanges.length < steps.length;
    if (answered || refused) continue;
    const message = `${call} fails with an error that says neither status nor code, and the API answered no ${due.status}`;
    return { kind: 'broken', message, step };
  }
  return { kind: 'held' };
}
