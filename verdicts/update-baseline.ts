import { Document, isMap, isSeq, parseDocument, type YAMLMap, type YAMLSeq } from '../spec/libraries/yaml.js';

import { type Divergence, semverOf, yamlOptions } from './baseline.js';
import { evidenceOf } from './evidence.js';
import type { ResultRecord, SdkRecord } from './model.js';
import { applyEdits, type Edit, takeOffEdits } from './yaml-edits.js';

export interface Update {
  text: string;
  /** How many failures were put on the list, and how many that no longer show were taken off. */
  added: number;
  removed: number;
  /** Ids of SDKs whose failures are not on it, because they have no version that an entry could name. */
  unlisted: string[];
}

/** What a run has shown about a baseline. */
export interface Shown {
  divergences: readonly Divergence[];
  /** Those of them that no longer fail. */
  stale: readonly Divergence[];
  sdks: readonly SdkRecord[];
  /** As judged by the baseline. */
  results: readonly ResultRecord[];
  /** Version of the suites: what the list is of from now on, where it says of which it is. */
  suite?: string;
}

/** Said of what is put on the list: a reason is for a person to give. */
const unexplained = 'Not explained yet. What failed:';

/**
 * Takes off the list what no longer fails and puts on it what fails. Only the lines that change are written: comments,
 * order, quotes and line ends of all others stay. Only failures of SDKs are put on it: a crash or a broken driver is
 * mended, not allowed.
 */
export function updateBaseline(text: string, shown: Shown): Update {
  const { divergences, stale, sdks, results } = shown;
  const failures = results.filter(
    ({ verdict, known, failure }) => (verdict === 'failed' && failure?.blame !== 'server') || known?.by === 'newer',
  );
  const version = (id: string) => semverOf(sdks.find((sdk) => sdk.id === id)?.version ?? '');
  const [listable, others] = [true, false].map((named) =>
    failures.filter(({ sdk }) => (version(sdk) !== null) === named),
  );
  const unlisted = [...new Set(others!.map(({ sdk }) => sdk))];
  const suiteOnly = listable!.length === 0 && stale.length === 0;
  const counts = { added: listable!.length, removed: stale.length, unlisted };
  if (suiteOnly && text.trim() === '') return { text, ...counts };
  const entries = entriesFor(listable!, sdks);
  // What is left out would no longer be pending, and fail.
  const suite = unlisted.length === 0 ? shown.suite : undefined;
  if (text.trim() === '') return { text: new Document({ divergences: entries }).toString(style), ...counts };
  const document = parseDocument(text, yamlOptions);
  if (suiteOnly) return { text: applyEdits(text, suiteEdits(document, suite)), ...counts };
  const list = document.get('divergences') as YAMLSeq<YAMLMap>;
  const touched = new Set(stale.map(({ entry }) => entry));
  const left = (entry: number) =>
    divergences.filter((divergence) => divergence.entry === entry && !stale.includes(divergence));
  const edits = list.flow && list.items.length > 0 ? undefined : takeOffEdits(text, document, list, touched, left);
  if (!edits) return { text: rewritten(document, list, touched, left, entries, suite), ...counts };
  return {
    text: applyEdits(text, [
      ...edits,
      ...additions(text, document, list, touched, left, entries),
      ...suiteEdits(document, suite),
    ]),
    ...counts,
  };
}

const style = { lineWidth: 120, flowCollectionPadding: false, singleQuote: true } as const;

/** Failures of SDKs that have versions, as entries; those of one SDK that fail alike share one. */
function entriesFor(failures: readonly ResultRecord[], sdks: readonly SdkRecord[]): object[] {
  const entries = new Map<string, { sdk: string; versions: string; behaviour: string[]; reason: string }>();
  for (const result of failures) {
    const sdk = sdks.find((candidate) => candidate.id === result.sdk)!;
    const version = semverOf(sdk.version!);
    const reason = `${unexplained} ${result.failure?.message ?? 'nothing was recorded'}`;
    const key = JSON.stringify([sdk.runner, version, evidenceOf(result).cause]);
    const entry = entries.get(key) ?? { sdk: sdk.runner, versions: `^${version}`, behaviour: [], reason };
    if (!entry.behaviour.includes(result.behaviour)) entry.behaviour.push(result.behaviour);
    entries.set(key, entry);
  }
  return [...entries.values()].map(({ behaviour, ...entry }) => {
    const { sdk, versions, reason } = entry;
    return { sdk, versions, behaviour: behaviour.length === 1 ? behaviour[0] : behaviour, reason };
  });
}

/** New entries below the last one, indented like it. */
function additions(
  text: string,
  document: Document,
  list: YAMLSeq<YAMLMap>,
  touched: ReadonlySet<number>,
  left: (entry: number) => Divergence[],
  entries: readonly object[],
): Edit[] {
  const end = text.includes('\r\n') ? '\r\n' : '\n';
  const first = list.items[0]?.range?.[0];
  const start = first === undefined ? 0 : text.lastIndexOf('\n', first) + 1;
  const indent = first === undefined ? '  ' : text.slice(start, first).replace(/-.*$/s, '');
  const lines = entries.length === 0 ? '' : indented(new Document(entries).toString(style), indent, end);
  const emptied = list.items.every((_, index) => touched.has(index) && left(index).length === 0);
  if (!emptied) {
    if (lines === '') return [];
    const last = list.items.at(-1)!.range![1];
    const at = text.slice(0, last).trimEnd().length;
    const lineEnd = text.indexOf('\n', at);
    return lineEnd < 0
      ? [{ start: text.length, end: text.length, text: end + lines.trimEnd() + end }]
      : [{ start: lineEnd + 1, end: lineEnd + 1, text: lines }];
  }
  // An empty list stands on the line of its key.
  const pair = isMap(document.contents)
    ? document.contents.items.find(({ key }) => String(key) === 'divergences')
    : undefined;
  const key = (pair?.key as { range?: [number, number, number] } | undefined)?.range?.[1] ?? 0;
  const colon = text.indexOf(':', key) + 1;
  if (!list.flow) return [{ start: colon, end: colon, text: lines === '' ? ' []' : end + lines.trimEnd() }];
  const [from, to] = list.range!;
  return lines === '' ? [] : [{ start: text.slice(0, from).trimEnd().length, end: to, text: end + lines.trimEnd() }];
}

function indented(yaml: string, indent: string, end: string): string {
  const lines = yaml.trimEnd().split('\n');
  return lines.map((line) => (line === '' ? '' : indent + line) + end).join('');
}

function suiteEdits(document: Document, suite: string | undefined): Edit[] {
  const node = document.get('suite', true) as { range?: [number, number, number]; value?: unknown } | undefined;
  if (suite === undefined || !node?.range || node.value === suite) return [];
  return [{ start: node.range[0], end: node.range[1], text: `'${suite}'` }];
}

/** For lists in one line and entries made of others by `<<`: the whole is written anew, and comments stay. */
function rewritten(
  document: Document,
  list: YAMLSeq<YAMLMap>,
  touched: ReadonlySet<number>,
  left: (entry: number) => Divergence[],
  entries: readonly object[],
  suite: string | undefined,
): string {
  if (suite !== undefined && document.has('suite')) document.set('suite', suite);
  list.items = list.items.flatMap((item, index): YAMLMap[] => {
    if (!touched.has(index)) return [item];
    return left(index).map((divergence) => {
      const own = { ...divergence, place: undefined, entry: undefined, exact: undefined };
      return document.createNode(own, { keepUndefined: false });
    });
  });
  for (const entry of entries) list.add(document.createNode(entry));
  if (isSeq(list)) list.flow = list.items.length === 0;
  return document.toString(style);
}
