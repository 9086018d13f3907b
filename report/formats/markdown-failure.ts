import { createTwoFilesPatch } from 'diff';

import type { Lookup } from '../lookup.js';
import type { FailureRecord, ResultRecord } from '../../verdicts/model.js';
import { glyphAndLabel } from '../../verdicts/verdicts.js';
import { storySections } from '../story.js';
import { cut } from '../../verdicts/text.js';
import { codeBlock, codeSpan, htmlCode, escapeInline } from './markdown-text.js';

/** Shown of one failure's values; the HTML report has all of them. */
const valueLimit = 3_000;

/** A diff of texts longer than this takes longer than it helps. */
const diffLimit = 20_000;

/** Told as text elsewhere in the block, or too long for a summary. */
const untold = new Set([
  'What must hold',
  'The contract says',
  'What happened',
  'Expected',
  'Came',
  'Repeat it',
  'Example code that ran',
]);

/** One failure: the sentence first, the rest folded away. */
export function failureBlock(index: Lookup, result: ResultRecord): string {
  const behaviour = index.behaviour(result.behaviour);
  const { failure } = result;
  const sections = storySections(index, result).filter(({ title }) => !untold.has(title));
  return [
    `<details><summary>${glyphAndLabel(result.verdict)} ${htmlCode(cut(result.sdk, 80))} ${htmlCode(cut(result.behaviour, 120))}</summary>\n`,
    ...(failure ? [`${escapeInline(cut(failure.message, valueLimit))}\n`] : []),
    ...(behaviour ? [`> ${escapeInline(cut(behaviour.rule.sentence, 500))} (${behaviour.rule.source})\n`] : []),
    ...(failure?.expected !== undefined && failure.actual !== undefined
      ? [`${codeBlock(diffText(failure), 'diff')}\n`]
      : []),
    ...sections.map(
      ({ title, text }) => `${title}:\n\n${codeBlock(cut(text, valueLimit), title.startsWith('Repeat') ? 'sh' : '')}\n`,
    ),
    `Repeat it: ${codeSpan(cut(result.command, 500))}\n`,
    '</details>\n',
  ].join('\n');
}

/** Without the patch's own header, which names files that do not exist. */
function diffText({ expected = '', actual = '' }: FailureRecord): string {
  if (expected.length + actual.length > diffLimit)
    return cut(`- ${expected}`, valueLimit / 2).concat('\n', cut(`+ ${actual}`, valueLimit / 2));
  const patch = createTwoFilesPatch('expected', 'came', `${expected}\n`, `${actual}\n`, '', '', { context: 3 });
  return cut(patch.split('\n').slice(1).join('\n').trimEnd(), valueLimit);
}
