import type { ResultRecord } from '../verdicts/model.js';
import { plainJson } from '../verdicts/text.js';

const texts = new WeakMap<ResultRecord, string>();

/**
 * One result as JSON, harmless to look at. Two formats hold every result, and a large run is mostly its results: the text
 * is made once and kept as long as the record, which nobody changes once it is made.
 */
export function recordJson(record: ResultRecord): string {
  let text = texts.get(record);
  if (text === undefined) {
    text = plainJson(JSON.stringify(record));
    texts.set(record, text);
  }
  return text;
}
