import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  type Node,
  visit,
  type YAMLMap,
  type YAMLSeq,
} from '../spec/libraries/yaml.js';

import type { Divergence } from './baseline.js';

/** A part of a text, by its offsets, and what takes its place. */
export interface Edit {
  start: number;
  end: number;
  text: string;
}

export function applyEdits(text: string, edits: readonly Edit[]): string {
  const backwards = [...edits].sort((a, b) => b.start - a.start || b.end - a.end);
  return backwards.reduce(
    (result, { start, end, text: part }) => result.slice(0, start) + part + result.slice(end),
    text,
  );
}

type Member = 'sdk' | 'behaviour' | 'cause';

/**
 * What takes entries, or parts of them, off a list; `undefined` where an entry is made of others (`<<`, an alias), so that
 * it has no lines of its own.
 * @param left What remains of an entry.
 */
export function takeOffEdits(
  text: string,
  document: Document,
  list: YAMLSeq<YAMLMap>,
  touched: ReadonlySet<number>,
  left: (entry: number) => Divergence[],
): Edit[] | undefined {
  const edits: Edit[] = [];
  const gone = new Set<string>();
  for (const [index, item] of list.items.entries()) {
    if (!touched.has(index)) continue;
    if (!isMap(item) || item.anchor !== undefined || !member(item, 'sdk')) return undefined;
    const lines = linesOf(text, item);
    const groups = group(left(index));
    if (groups.length === 0) edits.push({ ...lines, text: '' });
    const [first, ...others] = groups;
    if (first) edits.push(...restrict(text, document, item, first));
    for (const other of others) {
      const own = text.slice(lines.start, lines.end);
      const moved = restrict(text, document, item, other).map(({ start, end, text: part }) => ({
        ...{ start: start - lines.start, end: end - lines.start, text: part },
      }));
      edits.push({ start: lines.end, end: lines.end, text: applyEdits(own, moved).replace(/&[^\s,\]}]+ /g, '') });
    }
    visit(item, { Node: (_key, node) => void ('anchor' in node && node.anchor ? gone.add(node.anchor) : undefined) });
  }
  // What refers to something that changes is spelled out.
  visit(document, {
    Alias(_key, alias) {
      const inside = edits.some(({ start, end }) => start <= alias.range![0] && alias.range![0] < end);
      if (gone.has(alias.source) && !inside) {
        edits.push({ start: alias.range![0], end: alias.range![1], text: flow(alias.toJS(document)) });
      }
    },
  });
  return edits;
}

/** The lines of an entry, its dash included. */
function linesOf(text: string, item: YAMLMap): { start: number; end: number } {
  const [from, to] = item.range!;
  const start = text.lastIndexOf('\n', from) + 1;
  const lineEnd = text.indexOf('\n', text.slice(0, to).trimEnd().length);
  return { start, end: lineEnd < 0 ? text.length : lineEnd + 1 };
}

interface Group {
  sdks: string[];
  names: string[];
}

/** Leaves in an entry only what is named. */
function restrict(text: string, document: Document, item: YAMLMap, { sdks, names }: Group): Edit[] {
  const what: Member = item.has('cause') ? 'cause' : 'behaviour';
  return [...keep(text, document, member(item, 'sdk')!, sdks), ...keep(text, document, member(item, what)!, names)];
}

function member(item: YAMLMap, key: Member): Node | undefined {
  return item.get(key, true);
}

function keep(text: string, document: Document, node: Node, names: readonly string[]): Edit[] {
  const value = node.toJS(document) as string | string[];
  const all = Array.isArray(value) ? value : [value];
  if (all.length === names.length) return [];
  const [start, end] = node.range!;
  if (isAlias(node) || !isSeq(node)) return [{ start, end, text: flow(names) }];
  if (node.flow) {
    const one = names.length === 1 ? quoted(names[0]!) : flow(names);
    return [{ start, end, text: one }];
  }
  // A list with a line for each: the others keep theirs.
  return (node.items as Node[]).flatMap((one) => {
    if (isScalar(one) && names.includes(String(one.value))) return [];
    const lineStart = text.lastIndexOf('\n', one.range![0]) + 1;
    const lineEnd = text.indexOf('\n', one.range![1]);
    return [{ start: lineStart, end: lineEnd < 0 ? text.length : lineEnd + 1, text: '' }];
  });
}

/** What is left of an entry with lists: SDKs with the same names left stay together. */
function group(left: readonly Divergence[]): Group[] {
  const bySdk = new Map<string, string[]>();
  for (const { sdk, behaviour, cause } of left) bySdk.set(sdk, [...(bySdk.get(sdk) ?? []), behaviour ?? cause ?? '']);
  const groups = new Map<string, Group>();
  for (const [sdk, names] of bySdk) {
    const key = names.join('\n');
    const known = groups.get(key);
    if (known) known.sdks.push(sdk);
    else groups.set(key, { sdks: [sdk], names });
  }
  return [...groups.values()];
}

function flow(value: unknown): string {
  return Array.isArray(value) ? `[${value.map((one) => quoted(String(one))).join(', ')}]` : quoted(String(value));
}

function quoted(text: string): string {
  return /^[a-z][\w/-]*$/i.test(text) ? text : `'${text.replaceAll("'", "''")}'`;
}
