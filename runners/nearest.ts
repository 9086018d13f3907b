import { closest, distance } from 'fastest-levenshtein';

/** The valid value a mistyped one is most likely to mean; `undefined` when none is near. */
export function nearest(value: string, valid: readonly string[]): string | undefined {
  if (valid.length === 0) return undefined;
  const candidate = closest(value, [...valid]);
  return distance(value, candidate) <= Math.max(2, Math.floor(candidate.length / 2)) ? candidate : undefined;
}
