/**
 * What no reader should meet raw: control characters (line feed and tab excepted), which drive terminals; characters
 * that reorder, hide or separate text; surrogates without a partner; and code points that XML and UTF-8 have no place for.
 */
const hazards =
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\uffff\u{e0000}-\u{e007f}\p{Cs}]/gu;

/** What may still be left of them in JSON text, which spells out the others itself. Without `u`, which makes it slow. */
const jsonHazards =
  /[\u007f-\u009f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\uffff]|\udb40[\udc00-\udc7f]/g;

/** Nearly all text is this, and needs no second look. */
const ordinary = /^[\n\t\x20-\x7e]*$/;

/** Text from outside with every hazard spelled out, as in `\u001b[31m`; everything else as it was. */
export function visible(text: string): string {
  return ordinary.test(text) ? text : text.replace(hazards, spell);
}

/** `visible`, on one line. */
export function oneLine(text: string): string {
  const shown = visible(text);
  return (shown.includes('\n') ? shown.replace(/\s*\n\s*/g, ' ') : shown).trim();
}

/** At most `limit` UTF-16 units, never half a character; what is cut is counted. */
export function cut(text: string, limit: number): string {
  if (text.length <= limit) return text;
  const end = /[\ud800-\udbff]/.test(text.charAt(limit - 1)) ? limit - 1 : limit;
  const left = text.length - end;
  return `${text.slice(0, end)}… (${left} more character${left === 1 ? '' : 's'})`;
}

/** JSON text whose hazards are spelled as JSON escapes: the same value, harmless to look at. */
export function plainJson(json: string): string {
  return json.replace(jsonHazards, spell);
}

/** JSON text that can stand inside an HTML `<script>`: no `</script` or `<!--` is left in it. */
export function withoutMarkup(json: string): string {
  return json.includes('<') ? json.replaceAll('<', '\\u003c') : json;
}

/** `1,234`. By hand: asked for the first time, a locale takes as long as a whole command may take to load. */
export function grouped(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ',');
}

/** `1 behaviour`, `3 behaviours`. */
export function plural(count: number, noun: string): string {
  return `${grouped(count)} ${noun}${count === 1 ? '' : 's'}`;
}

/** `14 ms`, `2.4 s`, `3 min 20 s`. */
export function duration(ms: number): string {
  if (ms < 1000) return `${ms < 10 ? Math.round(ms * 10) / 10 : Math.round(ms)} ms`;
  if (ms < 60_000) return `${(ms / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

/** Two texts that a reader cannot tell apart, with all that is not ASCII spelled out; others as they are. */
export function toldApart(one: string, other: string): [string, string] {
  if (one === other || one.normalize('NFKC') !== other.normalize('NFKC')) return [one, other];
  const [plain, beside] = [one, other].map((text) => text.replace(/[^\n\t\x20-\x7e]/g, spell));
  return [plain!, beside!];
}

/** One UTF-16 unit at a time, so that the escape reads the same in JSON and in every language's strings. */
function spell(hazard: string): string {
  return hazard
    .split('')
    .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .join('');
}

/** With a full stop, where nothing ends it yet. */
export function asSentence(text: string): string {
  return text.replace(/[^.!?]$/, '$&.');
}

/** The first clause of a sentence, up to a colon or a semicolon: a title where room is short. */
export function firstClause(sentence: string): string {
  return /^(\S+ .+?)[:;] /.exec(sentence)?.[1] ?? sentence;
}

/** `go`, `go and java`, `go, java and python`. */
export function listed(names: readonly string[]): string {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}
