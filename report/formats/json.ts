import type { Results } from '../../verdicts/model.js';
import { plainJson } from '../../verdicts/text.js';

const texts = new WeakMap<Results, string>();

/**
 * `results.json`: one record a line, so that two runs can be compared line by line and no line grows with the run. The
 * page holds the same text: it is made once for a run, which nobody changes once it is made.
 */
export function renderJson(results: Results): string {
  let text = texts.get(results);
  if (text === undefined) {
    text = plainJson(linesOf(results).join('\n'));
    texts.set(results, text);
  }
  return text;
}

/** All lines of the file at once: each piece that is put together on the way is another copy of a large run. */
function linesOf(results: Results): string[] {
  const lines = ['{'];
  const members = Object.entries(results);
  members.forEach(([key, value], at) => {
    const comma = at < members.length - 1 ? ',' : '';
    if (!Array.isArray(value) || value.length === 0) {
      lines.push(`${JSON.stringify(key)}:${JSON.stringify(value)}${comma}`);
      return;
    }
    const last = value.length - 1;
    lines.push(`${JSON.stringify(key)}:[`);
    value.forEach((item, index) => lines.push(index < last ? `${JSON.stringify(item)},` : JSON.stringify(item)));
    lines.push(`]${comma}`);
  });
  lines.push('}', '');
  return lines;
}
