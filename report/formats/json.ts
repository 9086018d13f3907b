import type { Results } from '../model.js';
import { plainJson } from '../text.js';

/**
 * `results.json`: one record a line, so that two runs can be compared line by line and no line grows with the run.
 */
export function renderJson(results: Results): string {
  const members = Object.entries(results).map(([key, value]) => `${JSON.stringify(key)}:${member(value)}`);
  return plainJson(`{\n${members.join(',\n')}\n}\n`);
}

function member(value: unknown): string {
  if (!Array.isArray(value) || value.length === 0) return JSON.stringify(value);
  return `[\n${value.map((item) => JSON.stringify(item)).join(',\n')}\n]`;
}
