import type { Operation } from '../spec/contract.js';
import type { CoverageRecord, ResultRecord } from './model.js';

/** Which behaviours met which status of which operation, on each SDK; a status that nobody met has no SDKs. */
export function coverageOf(
  operations: readonly Pick<Operation, 'id' | 'statuses'>[],
  sdks: readonly { id: string }[],
  results: readonly ResultRecord[],
): CoverageRecord[] {
  const met = new Map<string, Set<string>>();
  for (const { sdk, behaviour, exchanges } of results) {
    for (const { operation, response } of exchanges) {
      if (operation === null || response === null) continue;
      const key = `${operation} ${response.status} ${sdk}`;
      met.set(key, (met.get(key) ?? new Set()).add(behaviour));
    }
  }
  return operations.flatMap(({ id: operation, statuses }) =>
    statuses.map((status) => ({
      operation,
      status,
      sdks: Object.fromEntries(
        sdks.flatMap(({ id }) => {
          const behaviours = met.get(`${operation} ${status} ${id}`);
          return behaviours ? [[id, [...behaviours]]] : [];
        }),
      ),
    })),
  );
}
