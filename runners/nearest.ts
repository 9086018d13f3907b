import { closest, distance } from 'fastest-levenshtein';

/** What people call a language beside the name of its runner. */
const aliases = {
  javascript: ['js', 'node', 'nodejs', 'node.js', 'npm'],
  'javascript-client': ['browser'],
  python: ['py', 'python3'],
  'python-async': ['asyncio'],
  go: ['golang'],
  java: ['jvm'],
  ruby: ['rb'],
  csharp: ['c#', 'cs', 'net', '.net', 'dotnet'],
};

/** The valid value a mistyped one is most likely to mean; `undefined` when none is near. */
export function nearest(value: string, valid: readonly string[]): string | undefined {
  const [known] = Object.entries(aliases).find(([, names]) => names.includes(value.toLowerCase())) ?? [];
  if (known !== undefined) return valid.includes(known) ? known : undefined;
  if (valid.length === 0) return undefined;
  const candidate = closest(value, [...valid]);
  return distance(value, candidate) <= Math.max(2, Math.floor(candidate.length / 2)) ? candidate : undefined;
}
