import type { CauseRecord } from '../verdicts/model.js';
import { asSentence, listed } from '../verdicts/text.js';

/** A cause that several SDKs have alike, to be told once. */
export interface SharedCause {
  /** That of the first SDK. */
  cause: CauseRecord;
  /** Those of all. */
  causes: readonly CauseRecord[];
  sdks: string[];
  /** How many behaviours it explains, each counted once. */
  behaviours: number;
  /** What to change; where SDKs have to change something else, each by its name. */
  remedy: string;
}

/**
 * Causes of one status, those with the same sentence together: what shows in most behaviours first, and of those what most
 * SDKs have. A sentence is never put beside an SDK that it is not about.
 */
export function acrossSdks(causes: readonly CauseRecord[], status: CauseRecord['status']): SharedCause[] {
  const groups = new Map<string, CauseRecord[]>();
  for (const cause of causes) {
    if (cause.status !== status) continue;
    const key = JSON.stringify([cause.kind, cause.sentence]);
    const group = groups.get(key);
    if (group) group.push(cause);
    else groups.set(key, [cause]);
  }
  return [...groups.values()].map(shared).sort((a, b) => b.behaviours - a.behaviours || b.sdks.length - a.sdks.length);
}

function shared(causes: readonly CauseRecord[]): SharedCause {
  const behaviours = new Set(causes.flatMap((cause) => cause.behaviours)).size;
  return { cause: causes[0]!, causes, sdks: sdksOf(causes), behaviours, remedy: remedyOf(causes) };
}

function remedyOf(causes: readonly CauseRecord[]): string {
  const remedies = [...new Set(causes.map(({ remedy }) => remedy))];
  if (remedies.length === 1) return asSentence(remedies[0]!);
  return remedies
    .map((remedy) => `${listed(sdksOf(causes.filter((cause) => cause.remedy === remedy)))}: ${asSentence(remedy)}`)
    .join(' ');
}

function sdksOf(causes: readonly CauseRecord[]): string[] {
  return [...new Set(causes.map(({ sdk }) => sdk))].sort();
}
