import type { Contract } from '../spec/contract.js';
import type { Observation } from '../suites/observation.js';
import type { CoverageRecord } from './model.js';

/** Which behaviours met which status of which operation, on each SDK; a status that nobody met has no SDKs. */
export function coverageOf(contract: Contract, seen: ReadonlyMap<string, readonly Observation[]>): CoverageRecord[] {
  return contract.operations.flatMap(({ id: operation, statuses }) =>
    statuses.map((status) => ({
      operation,
      status,
      sdks: Object.fromEntries(
        [...seen].flatMap(([sdk, observations]) => {
          const met = observations.filter(({ exchanges }) =>
            exchanges.some((exchange) => exchange.operation === operation && exchange.response?.status === status),
          );
          return met.length > 0 ? [[sdk, [...new Set(met.map(({ behaviour }) => behaviour))]]] : [];
        }),
      ),
    })),
  );
}
