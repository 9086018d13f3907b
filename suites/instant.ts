/**
 * A timestamp as microseconds since 1970, so that `…15.833318Z` and `…15.833318+00:00` are the same and
 * `…15.833Z` is not. `null` when the text is no ISO 8601 date and time with a zone.
 */
export function instant(text: string | undefined): bigint | null {
  const match = /^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2})(?:\.(\d{1,9}))?(Z|[+-]\d{2}:?\d{2})$/.exec(text ?? '');
  if (!match) return null;
  const [, seconds, fraction = '', zone] = match;
  const milliseconds = Date.parse(`${seconds}${zone}`);
  if (Number.isNaN(milliseconds)) return null;
  return BigInt(milliseconds) * 1000n + BigInt(fraction.padEnd(9, '0').slice(0, 6));
}
