import { type Behaviour, declaredBehaviours } from './behaviour.js';
// In the order of reports.
import './create.suite.js';
import './conflict.suite.js';
import './get-or-create.suite.js';
import './retrieve.suite.js';
import './update.suite.js';
import './delete.suite.js';
import './size-limit.suite.js';
import './reference.suite.js';
import './activities.suite.js';
import './enrichment.suite.js';
import './authentication.suite.js';
import './fidelity.suite.js';
import './shape.suite.js';
import './ids.suite.js';
import './timestamps.suite.js';
import './errors.suite.js';
import './answers.suite.js';
import './faults.suite.js';
import './wire.suite.js';
import './permissions.suite.js';
import './state.suite.js';
import './clients.suite.js';

/** Every behaviour, in the order of reports. */
export const behaviours: readonly Behaviour[] = declaredBehaviours();

/** Every suite, in the order of reports. */
export const suites: readonly string[] = [...new Set(behaviours.map(({ suite }) => suite))];

const ids = new Set(behaviours.map(({ id }) => id));

/** Whether a name means a behaviour: by its id, or by the beginning of it. An id in full means no longer one as well. */
export function means(name: string, id: string): boolean {
  return ids.has(name) ? id === name : id.startsWith(name);
}
