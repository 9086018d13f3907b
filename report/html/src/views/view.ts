import type { Results } from '../../../../verdicts/model.js';
import type { Selection } from '../filter.js';
import type { Route } from '../route.js';

export interface ViewProps {
  route: Route;
  selection: Selection;
  /** Absent until they are unpacked; only parity and coverage wait for them. */
  results: Results | undefined;
}
