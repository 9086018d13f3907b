import { Document, isMap, type Node, parseDocument, visit, type YAMLMap, type YAMLSeq } from 'yaml';

import { type Divergence, semverOf } from './baseline.js';
import type { ResultRecord, SdkRecord } from './model.js';

export interface Update {
  text: string;
  /** How many failures were put on the list, and how many that no longer show were taken off. */
  added: number;
  removed: number;
}

/** What a run has shown about a baseline. */
export interface Shown {
  divergences: readonly Divergence[];
  /** Those of them that no longer fail. */
  stale: readonly Divergence[];
  sdks: readonly SdkRecord[];
  /** As judged by the baseline. */
  results: readonly ResultRecord[];
}

/** Said of what is put on the list: a reason is for a person to give. */
const unexplained = 'Not explained yet. What failed:';

/**
 * Takes off the list what no longer fails and puts on it what fails. Comments stay, and so do owner, link and expiry of
 * what stays on the list. Only failures of SDKs are put on it: a crash or a broken driver is mended, not allowed.
 */
export function updateBaseline(text: string, { divergences, stale, sdks, results }: Shown): Update {
  const failures = results.filter(({ verdict, known }) => verdict === 'failed' && !known);
  if (stale.length === 0 && failures.length === 0) return { text, added: 0, removed: 0 };
  const document = text.trim() === '' ? new Document({ divergences: [] }) : parseDocument(text);
  const list = document.get('divergences') as YAMLSeq<YAMLMap>;
  takeOff(document, list, divergences, stale);
  for (const entry of entriesFor(failures, sdks)) list.add(document.createNode(entry));
  // An empty list is written on its line; one with entries is not.
  list.flow = list.items.length === 0;
  return {
    text: document.toString({ lineWidth: 120, flowCollectionPadding: false, singleQuote: true }),
    added: failures.length,
    removed: stale.length,
  };
}

/** A failure as an entry; those of one SDK that fail alike share one. */
function entriesFor(failures: readonly ResultRecord[], sdks: readonly SdkRecord[]): object[] {
  const entries = new Map<string, { sdk: string; versions: string; behaviour: string[]; reason: string }>();
  for (const { sdk: id, behaviour, failure } of failures) {
    const sdk = sdks.find((candidate) => candidate.id === id);
    const version = sdk?.version ? semverOf(sdk.version) : null;
    // What has no version, such as an unreleased build, cannot be listed by one.
    if (!sdk || version === null) continue;
    const reason = `${unexplained} ${failure?.message ?? 'nothing was recorded'}`;
    const key = JSON.stringify([sdk.runner, version, reason]);
    const entry = entries.get(key) ?? { sdk: sdk.runner, versions: `^${version}`, behaviour: [], reason };
    if (!entry.behaviour.includes(behaviour)) entry.behaviour.push(behaviour);
    entries.set(key, entry);
  }
  return [...entries.values()].map(({ behaviour, ...entry }) => {
    const { sdk, versions, reason } = entry;
    return { sdk, versions, behaviour: behaviour.length === 1 ? behaviour[0] : behaviour, reason };
  });
}

function takeOff(
  document: Document,
  list: YAMLSeq<YAMLMap>,
  divergences: readonly Divergence[],
  stale: readonly Divergence[],
): void {
  const touched = [...new Set(stale.map(({ entry }) => entry))];
  if (touched.length === 0) return;
  spellOutAliases(document);
  const kept = list.items.flatMap((item, index) => {
    if (!touched.includes(index)) return [item];
    const left = divergences.filter((divergence) => divergence.entry === index && !stale.includes(divergence));
    return group(left).flatMap((part, position) => {
      const entry = position === 0 ? item : item.clone();
      if (!isMap(entry)) return [];
      entry.set('sdk', document.createNode(oneOrSeveral(part.sdks)));
      entry.set('behaviour', document.createNode(oneOrSeveral(part.behaviours)));
      return [entry];
    });
  });
  list.items = kept;
}

/** What is left of an entry with lists: SDKs with the same behaviours left stay together. */
function group(left: readonly Divergence[]): { sdks: string[]; behaviours: string[] }[] {
  const bySdk = new Map<string, string[]>();
  for (const { sdk, behaviour } of left) bySdk.set(sdk, [...(bySdk.get(sdk) ?? []), behaviour]);
  const groups = new Map<string, { sdks: string[]; behaviours: string[] }>();
  for (const [sdk, behaviours] of bySdk) {
    const key = behaviours.join('\n');
    const known = groups.get(key);
    if (known) known.sdks.push(sdk);
    else groups.set(key, { sdks: [sdk], behaviours });
  }
  return [...groups.values()];
}

/** An alias would change, or lose its meaning, with the entry that it points into. */
function spellOutAliases(document: Document): void {
  visit(document, { Alias: (_key, alias) => document.createNode(alias.toJS(document)) as Node });
  visit(document, {
    Value(_key, node) {
      delete node.anchor;
    },
  });
}

function oneOrSeveral(names: string[]): string | string[] {
  const [only] = names;
  return names.length === 1 && only !== undefined ? only : names;
}
