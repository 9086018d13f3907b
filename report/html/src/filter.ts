import type { CauseRecord } from '../../../verdicts/model.js';
import { cellVerdict, isRelease, resultsHold, summary } from './data.js';
import type { Filter } from './route.js';

/** What a filter leaves: positions in the summary, and causes. */
export interface Selection {
  sdks: number[];
  behaviours: number[];
  causes: CauseRecord[];
}

export function isFiltered(filter: Filter): boolean {
  return Object.values(filter).some((value) => value !== '');
}

/** A word that names an SDK chooses it; every other word has to be in what is told of a behaviour or a cause. */
export function select(filter: Filter): Selection {
  const words = filter.text.toLowerCase().split(/\s+/).filter(Boolean);
  const named = summary.sdks.filter(({ id, name, language }) =>
    words.some((word) => [id, name, language].some((one) => one.toLowerCase() === word)),
  );
  const others = words.filter(
    (word) => !named.some(({ id, name, language }) => [id, name, language].some((one) => one.toLowerCase() === word)),
  );
  const sdks = summary.sdks.flatMap((sdk, index) =>
    (filter.sdk === '' || filter.sdk === sdk.id) && (named.length === 0 || named.includes(sdk)) ? [index] : [],
  );
  const ids = new Set(sdks.map((index) => summary.sdks[index]?.id));
  const explained = new Set(
    summary.causes
      .filter(({ key, sdk }) => key === filter.cause && ids.has(sdk))
      .flatMap(({ behaviours }) => behaviours),
  );
  const behaviours = summary.behaviours.flatMap(({ id, suite }, index) =>
    (filter.suite === '' || filter.suite === suite) &&
    (filter.cause === '' || explained.has(id)) &&
    (filter.verdict === '' || sdks.some((sdk) => cellVerdict(index, sdk) === filter.verdict)) &&
    others.every((word) => holds(index, word))
      ? [index]
      : [],
  );
  const kept = new Set(behaviours.map((index) => summary.behaviours[index]?.id));
  const causes = summary.causes.filter(
    (cause) =>
      ids.has(cause.sdk) &&
      (filter.cause === '' || cause.key === filter.cause) &&
      cause.behaviours.some((id) => kept.has(id)) &&
      others.every((word) => causeText(cause).includes(word) || cause.behaviours.some((id) => id.includes(word))),
  );
  return { sdks, behaviours, causes };
}

const texts = new Map<number, string>();

/** A word in what the summary tells of a behaviour, or anywhere in its results. */
function holds(index: number, word: string): boolean {
  const { id = '', sentence = '', rule } = summary.behaviours[index] ?? {};
  let text = texts.get(index);
  if (text === undefined) {
    const causes = summary.causes.filter(({ behaviours }) => behaviours.includes(id)).map(causeText);
    const messages = Object.values(summary.messages[index] ?? {});
    text = [id, sentence, rule?.id, rule?.sentence, ...messages, ...causes].join(' ').toLowerCase();
    texts.set(index, text);
  }
  if (text.includes(word)) return true;
  return word.length > 2 && resultsHold(id, new RegExp(word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'), 'i'));
}

/** Without the ids of its behaviours: who searches for one wants that one alone. */
function causeText({ key, sentence, effect, remedy, evidence, known, rule, sdk }: CauseRecord): string {
  const told = [key, sdk, sentence, effect, remedy, known?.reason, rule?.id, rule?.sentence];
  return [...told, ...evidence.map(({ text }) => text)].join(' ').toLowerCase();
}

/** The SDK whose story tells most about a behaviour: the first under test with the worst news. */
export function tellingSdk(behaviour: number, sdks: readonly number[]): number {
  const order = ['failed', 'crashed', 'timed-out', 'driver-error', 'suite-bug', 'known', 'passed'];
  const rank = (sdk: number): number => {
    const at = order.indexOf(cellVerdict(behaviour, sdk) ?? '');
    return (at < 0 ? order.length : at) + (isRelease(summary.sdks[sdk]?.id ?? '') ? 0.5 : 0);
  };
  return sdks.reduce((best, sdk) => (rank(sdk) < rank(best) ? sdk : best), sdks[0] ?? 0);
}
