import { closest, distance } from 'fastest-levenshtein';

/** What people call a language beside the name of its runner. */
const aliases: Readonly<Record<string, string>> = {
  js: 'javascript',
  node: 'javascript',
  nodejs: 'javascript',
  'node.js': 'javascript',
  npm: 'javascript',
  browser: 'javascript-client',
  py: 'python',
  python3: 'python',
  asyncio: 'python-async',
  golang: 'go',
  jvm: 'java',
  rb: 'ruby',
  'c#': 'csharp',
  cs: 'csharp',
  net: 'csharp',
  '.net': 'csharp',
  dotnet: 'csharp',
};

/** The valid value a mistyped one is most likely to mean; `undefined` when none is near. */
export function nearest(value: string, valid: readonly string[]): string | undefined {
  const known = aliases[value.toLowerCase()];
  if (known !== undefined) return valid.includes(known) ? known : undefined;
  if (valid.length === 0) return undefined;
  const candidate = closest(value, [...valid]);
  return distance(value, candidate) <= Math.max(2, Math.floor(candidate.length / 2)) ? candidate : undefined;
}
