/**
 * A timestamp in the API's own form, UTC with microseconds, so that `…15.833318Z` and `…15.833318+00:00` are the same,
 * `…15.833Z` is not, and later ones are greater as text. `null` when the text is no ISO 8601 date and time with a zone.
 */
export function instant(given: unknown): string | null {
  const match = /^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2})(?:\.(\d{1,9}))?(Z|[+-]\d{2}:?\d{2})$/.exec(
    typeof given === 'string' ? given : '',
  );
  if (!match) return null;
  const [, seconds, fraction = '', zone] = match;
  const milliseconds = Date.parse(`${seconds}${zone}`);
  if (Number.isNaN(milliseconds)) return null;
  return `${new Date(milliseconds).toISOString().slice(0, 19)}.${fraction.padEnd(6, '0').slice(0, 6)}Z`;
}
