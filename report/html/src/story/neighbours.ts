import { useMemo } from 'preact/hooks';

import { presentations } from '../../../../verdicts/verdicts.js';
import { behaviourIndex, cellKind, sdkIndex, summary } from '../data.js';
import { isAskedFor } from '../filter.js';
import type { Selection } from '../filter.js';
import type { Route } from '../route.js';

/** The stories before and after the open one, among those worth reading: what was asked for, or what is not simply good. */
export function useNeighbours(
  route: Route,
  { sdks, behaviours }: Selection,
): { previous: Route['story'] | undefined; next: Route['story'] | undefined } {
  const cells = useMemo(
    () =>
      behaviours.flatMap((behaviour) =>
        sdks.filter((sdk) => isWorthReading(route, behaviour, sdk)).map((sdk) => [behaviour, sdk] as const),
      ),
    [behaviours, sdks],
  );
  const behaviour = behaviourIndex(route.story?.behaviour ?? '') ?? -1;
  const sdk = sdkIndex(route.story?.sdk ?? '') ?? -1;
  const isBefore = ([otherBehaviour, otherSdk]: readonly [number, number]): boolean =>
    otherBehaviour < behaviour || (otherBehaviour === behaviour && otherSdk < sdk);
  const isAfter = ([otherBehaviour, otherSdk]: readonly [number, number]): boolean =>
    otherBehaviour > behaviour || (otherBehaviour === behaviour && otherSdk > sdk);
  return { previous: target(cells.findLast(isBefore)), next: target(cells.find(isAfter)) };
}

function isWorthReading({ filter }: Route, behaviour: number, sdk: number): boolean {
  if (filter.kinds.length > 0) return isAskedFor(filter, behaviour, sdk);
  const kind = cellKind(behaviour, sdk);
  return kind !== undefined && !['good', 'quiet'].includes(presentations[kind].tone);
}

function target(cell: readonly [number, number] | undefined): Route['story'] | undefined {
  const behaviour = cell && summary.behaviours[cell[0]];
  const sdk = cell && summary.sdks[cell[1]];
  return behaviour && sdk ? { behaviour: behaviour.id, sdk: sdk.id } : undefined;
}
