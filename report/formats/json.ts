import type { Results } from '../../verdicts/model.js';
import { arrayLines, encodeJson } from './encode.js';

const texts = new WeakMap<Results, Buffer>();

/**
 * `results.json`: one record a line, so that two runs can be compared line by line and no line grows with the run. The
 * page holds the same text: it is made once for a run, which nobody changes once it is made.
 */
export function renderJson(results: Results): Buffer {
  let text = texts.get(results);
  if (text === undefined) texts.set(results, (text = encodeJson(members(results))));
  return text;
}

function* members(results: Results): Generator<string> {
  let before = '{\n';
  for (const [key, value] of Object.entries(results) as [string, unknown][]) {
    yield `${before}${JSON.stringify(key)}:`;
    if (Array.isArray(value)) yield* arrayLines(value);
    else yield JSON.stringify(value);
    before = ',\n';
  }
  yield '\n}\n';
}
