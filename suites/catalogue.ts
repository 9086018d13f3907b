import { authentication } from './authentication.js';
import type { Behaviour, Suite } from './behaviour.js';
import { conflict } from './conflict.js';
import { create } from './create.js';
import { deletion } from './delete.js';
import { getOrCreate } from './get-or-create.js';
import { reference } from './reference.js';
import { retrieve } from './retrieve.js';
import { sizeLimit } from './size-limit.js';
import { update } from './update.js';

/** Every suite, in the order of reports. */
export const catalogue: readonly Suite[] = [
  create,
  conflict,
  getOrCreate,
  retrieve,
  update,
  deletion,
  sizeLimit,
  reference,
  authentication,
];

/** Every behaviour, in the order of reports. */
export const behaviours: readonly Behaviour[] = catalogue.flatMap((suite) => suite.behaviours);

const ids = new Set(behaviours.map(({ id }) => id));

/** Whether a name means a behaviour: by its id, or by the beginning of it. An id in full means no longer one as well. */
export function means(name: string, id: string): boolean {
  return ids.has(name) ? id === name : id.startsWith(name);
}
