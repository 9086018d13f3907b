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
    const members = Object.entries(results).map(([key, value]) => `${JSON.stringify(key)}:${member(value)}`);
    text = plainJson(`{\n${members.join(',\n')}\n}\n`);
    texts.set(results, text);
  }
  return text;
}

function member(value: unknown): string {
  if (!Array.isArray(value)) return JSON.stringify(value);
  return value.length === 0 ? '[]' : `[\n${value.map((item) => JSON.stringify(item)).join(',\n')}\n]`;
}
