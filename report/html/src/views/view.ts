import type { Details } from '../../../page-data.js';
import type { Selection } from '../filter.js';
import type { Route } from '../route.js';

export interface ViewProps {
  route: Route;
  selection: Selection;
  /** Absent until it is unpacked; only parity and coverage wait for it. */
  details: Details | undefined;
}
