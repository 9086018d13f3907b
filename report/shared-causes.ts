import type { CauseRecord } from '../verdicts/model.js';

/** A cause that several SDKs have alike, to be told once. */
export interface SharedCause {
  /** That of the first SDK. */
  cause: CauseRecord;
  sdks: string[];
  /** How many behaviours it explains, each counted once. */
  behaviours: number;
}

/** Causes with the same key and the same sentence together; a sentence is never put beside an SDK that it is not about. */
export function acrossSdks(causes: readonly CauseRecord[]): SharedCause[] {
  const groups = new Map<string, { cause: CauseRecord; sdks: string[]; ids: Set<string> }>();
  for (const cause of causes) {
    const key = JSON.stringify([cause.kind, cause.status, cause.sentence]);
    const group = groups.get(key);
    if (group) {
      if (!group.sdks.includes(cause.sdk)) group.sdks.push(cause.sdk);
      for (const id of cause.behaviours) group.ids.add(id);
    } else groups.set(key, { cause, sdks: [cause.sdk], ids: new Set(cause.behaviours) });
  }
  return [...groups.values()].map(({ cause, sdks, ids }) => ({ cause, sdks, behaviours: ids.size }));
}
