import type { Results } from '../../verdicts/model.js';
import { recordJson } from '../record-json.js';
import { plainJson } from '../../verdicts/text.js';

/**
 * `results.json`: one record a line, so that two runs can be compared line by line and no line grows with the run.
 */
export function renderJson(results: Results): string {
  const members = Object.entries(results).map(([key, value]) => {
    const items = key === 'results' ? results.results.map(recordJson) : null;
    return `${JSON.stringify(key)}:${items ? lines(items) : plainJson(member(value))}`;
  });
  return `{\n${members.join(',\n')}\n}\n`;
}

function member(value: unknown): string {
  return Array.isArray(value) ? lines(value.map((item) => JSON.stringify(item))) : JSON.stringify(value);
}

function lines(items: string[]): string {
  return items.length === 0 ? '[]' : `[\n${items.join(',\n')}\n]`;
}
