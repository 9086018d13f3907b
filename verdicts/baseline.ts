import { coerce, valid, validRange } from '../spec/libraries/semver.js';
import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  parseDocument,
  type YAMLMap,
  type YAMLSeq,
} from '../spec/libraries/yaml.js';

/** A failure that is known and allowed, until it is mended. */
export interface Divergence {
  /** Id of the runner: `python`. */
  sdk: string;
  /** Semver range of the SDK's versions. */
  versions: string;
  /** Id of a behaviour, or the beginning of several; absent when `cause` says what is meant. */
  behaviour?: string;
  /** `behaviour` is an id in full, and so means no longer one that begins with it. */
  exact: boolean;
  /** The key of a cause, which has a colon, or the id of a rule of the contract: any failure of it. */
  cause?: string;
  reason: string;
  /** What to change in the SDK. */
  remedy?: string;
  owner?: string;
  link?: string;
  /** `YYYY-MM-DD`, the last day it is allowed; absent: until mended. */
  expires?: string;
  /** Only failures in which the application saw this error: its type, a colon, and a part of its message. */
  error?: string;
  /** It comes and goes by chance: a run in which it does not show does not make the entry stale. */
  intermittent?: boolean;
  /** `file:line: text`, to quote it. */
  place: string;
  /** Its position in the list, from 0; one entry with lists stands for several divergences. */
  entry: number;
}

/** What a baseline may name. */
export interface Known {
  sdks: readonly string[];
  behaviours: readonly string[];
  /** Ids of the contract's rules. */
  rules: readonly string[];
  /** `YYYY-MM-DD`. */
  today: string;
  /** Finds the valid name that a wrong one was probably meant to be. */
  nearest: (wrong: string, valid: readonly string[]) => string | undefined;
}

/** A baseline that cannot be used, with every fault in it. */
export class BaselineError extends Error {
  override name = 'BaselineError';
}

const required = ['sdk', 'versions', 'reason'] as const;
/** Members that may be a list: the entry then stands for every combination. */
const listable: readonly string[] = ['sdk', 'behaviour', 'cause'];
/** Sentences for people. A hash in one that is not quoted begins a comment, and the rest of the sentence is lost. */
const prose: readonly string[] = ['reason', 'remedy', 'owner', 'link', 'error'];
const members: readonly string[] = [
  ...['sdk', 'versions', 'behaviour', 'cause', 'reason', 'remedy'],
  ...['owner', 'link', 'expires', 'error', 'intermittent'],
];

/** How baselines are read, here and where they are written anew. */
export const yamlOptions = { merge: true } as const;

/** What may stand beside the list; whatever begins with `x-` is a place for anchors. */
const topLevel: readonly string[] = ['divergences', 'suite'];

/** The version of the suites that a list is of, when it says so. Give it a text that `parseBaseline` has read. */
export function suiteOf(text: string): string | undefined {
  const suite: unknown = parseDocument(text, yamlOptions).get('suite');
  return typeof suite === 'string' ? suite : undefined;
}

/** Reads a baseline. `file` is for messages. @throws {BaselineError} */
export function parseBaseline(text: string, file: string, known: Known): Divergence[] {
  const lines = new LineCounter();
  const document = parseDocument(text, { ...yamlOptions, lineCounter: lines });
  const source = text.split('\n');
  const quote = (offset: number) => {
    const { line } = lines.linePos(offset);
    return `${file}:${line}: ${source[line - 1]?.replace(/^\ufeff/, '').trim() ?? ''}`;
  };
  const refusal = (...told: string[]) => new BaselineError(`Failed to read the baseline ${file}:\n${told.join('\n')}`);
  // What follows the first error of its syntax, and what was read of it, mostly comes from that error.
  const [broken] = document.errors;
  if (broken) throw refusal(`${quote(broken.pos[0])}\n  is no YAML: ${broken.message.split('\n')[0]}`);
  const faults: string[] = [];
  const list = document.get('divergences');
  if (!isSeq(list)) faults.push(`${file}: has no list "divergences". Write "divergences: []" to allow none.`);
  for (const { key, value } of isMap(document.contents) ? document.contents.items : []) {
    const name = String(key);
    const fault = (sentence: string) => faults.push(`${quote((key as Node).range?.[0] ?? 0)}\n  ${sentence}`);
    if (!topLevel.includes(name) && !name.startsWith('x-')) fault(`"${name}" is unknown. Use ${topLevel.join(', ')}.`);
    const suite = isScalar(value) ? value.value : value;
    if (name === 'suite' && (typeof suite !== 'string' || valid(suite) === null)) {
      fault('"suite" is no version of the suites. Write one in quotes, such as suite: \'1.0.0\'.');
    }
  }
  const divergences = (isSeq(list) ? (list as YAMLSeq<Node>).items : []).flatMap((item, index) => {
    const entry = new Entry(document, text, item, quote, known, faults);
    return entry.read(index);
  });
  if (faults.length > 0) throw refusal(...faults);
  return divergences;
}

/** One entry of the list, and what is wrong with it, each at its line. */
class Entry {
  private readonly before: number;

  constructor(
    private readonly document: Document,
    private readonly text: string,
    private readonly item: Node,
    private readonly quote: (offset: number) => string,
    private readonly known: Known,
    private readonly faults: string[],
  ) {
    this.before = faults.length;
  }

  read(index: number): Divergence[] {
    const map = isAlias(this.item) ? this.item.resolve(this.document) : this.item;
    if (!isMap(map)) {
      this.fault(undefined, `is no entry. Give it ${required.join(', ')} and behaviour or cause.`);
      return [];
    }
    const values = this.valuesOf(map);
    if (!values) return [];
    for (const key of Object.keys(values)) {
      if (!members.includes(key)) this.fault(key, `"${key}" is unknown. Use ${members.join(', ')}.`);
    }
    for (const key of required) if (values[key] === undefined) this.fault(undefined, `"${key}" is missing.`);
    const what = ['behaviour', 'cause'].filter((key) => values[key] !== undefined);
    if (what.length !== 1) {
      const cause =
        what.length === 0 ? 'Neither "behaviour" nor "cause" is there' : 'Both "behaviour" and "cause" are there';
      this.fault(what[0], `${cause}. Name what fails by one of them.`);
    }
    for (const key of members) if (values[key] !== undefined) this.checkKind(key, values[key]);
    if (this.faults.length > this.before) return [];
    const list = (key: string) => several(values[key]) as string[];
    for (const sdk of list('sdk')) this.checkName('sdk', 'SDK', sdk, this.known.sdks, (id) => id === sdk);
    if (what[0] === 'behaviour') {
      for (const name of list('behaviour'))
        this.checkName('behaviour', 'behaviour', name, this.known.behaviours, (id) => id.startsWith(name));
    } else {
      // The key of a cause cannot be looked up: whether it shows is seen in a run.
      for (const name of list('cause'))
        if (!name.includes(':')) this.checkName('cause', 'rule', name, this.known.rules, (id) => id === name);
    }
    this.checkVersions(values['versions'] as string);
    this.checkDate(values['expires'] as string | undefined);
    if (this.faults.length > this.before) return [];
    const place = this.quote(this.item.range?.[0] ?? 0);
    return list('sdk').flatMap((sdk) =>
      list(what[0]!).map((name) => ({
        ...(values as unknown as Divergence),
        ...{ sdk, [what[0]!]: name, place, entry: index },
        exact: this.known.behaviours.includes(name),
      })),
    );
  }

  private valuesOf(map: YAMLMap): Record<string, unknown> | undefined {
    try {
      return map.toJS(this.document) as Record<string, unknown>;
    } catch (error) {
      this.fault(undefined, `cannot be read: ${(error as Error).message.split('\n')[0]}`);
      return undefined;
    }
  }

  /** At the line of the member it speaks of, or else of the entry. */
  private fault(key: string | undefined, sentence: string): void {
    const node = key === undefined ? undefined : this.keyNode(key);
    this.faults.push(`${this.quote(node?.range?.[0] ?? this.item.range?.[0] ?? 0)}\n  ${sentence}`);
  }

  private keyNode(key: string): Node | undefined {
    const map = isAlias(this.item) ? this.item.resolve(this.document) : this.item;
    if (!isMap(map)) return undefined;
    const pair = map.items.find((candidate) => isScalar(candidate.key) && candidate.key.value === key);
    return pair?.key as Node | undefined;
  }

  private checkKind(key: string, value: unknown): void {
    if (key === 'intermittent') {
      if (typeof value !== 'boolean') this.fault(key, `"${key}" is neither true nor false.`);
      return;
    }
    const values = listable.includes(key) ? several(value) : [value];
    if (values.length === 0) this.fault(key, `"${key}" is an empty list. Name what is meant.`);
    for (const one of values) {
      if (typeof one === 'number') {
        this.fault(key, `"${key}" is the number ${one}, not a text. Put what you mean in quotes: ${key}: '…'.`);
      } else if (typeof one !== 'string') {
        this.fault(key, `"${key}" is no text${listable.includes(key) ? ' and no list of texts' : ''}.`);
      } else if (one.trim() === '') {
        this.fault(key, `"${key}" is empty. Write what is meant, or leave it out where it is not needed.`);
      }
    }
    const lost = prose.includes(key) ? this.lostTail(key) : undefined;
    if (lost !== undefined) {
      this.fault(key, `"${key}" ends before "${lost}", which YAML takes for a comment. Put the whole text in quotes.`);
    }
  }

  /** What stands behind an unquoted text on its last line, after a hash. */
  private lostTail(key: string): string | undefined {
    const map = isAlias(this.item) ? this.item.resolve(this.document) : this.item;
    const node = isMap(map) ? map.get(key, true) : undefined;
    if (!isScalar(node) || node.type !== 'PLAIN' || !node.range) return undefined;
    const [rest = ''] = this.text.slice(node.range[1]).split('\n');
    return /^[ \t]+#/.test(rest) ? rest.trim() : undefined;
  }

  private checkName(
    key: string,
    what: string,
    name: string,
    valid: readonly string[],
    fits: (id: string) => boolean,
  ): void {
    if (valid.some(fits)) return;
    const nearest = this.known.nearest(name, valid);
    this.fault(key, `There is no ${what} "${name}".${nearest ? ` Did you mean ${nearest}?` : ''}`);
  }

  private checkVersions(versions: string): void {
    if (validRange(versions) !== null) return;
    this.fault('versions', `"${versions}" is no range of versions. Write one like ">=5.2.0 <6".`);
  }

  private checkDate(date: string | undefined): void {
    if (date === undefined) return;
    if (!/^\d{4}-\d{2}-\d{2}$/.test(date) || Number.isNaN(Date.parse(date))) {
      this.fault('expires', `"${date}" is no date. Write it like 2027-06-30.`);
    } else if (date < this.known.today) {
      this.fault('expires', `It expired on ${date}. Mend the SDK, or decide anew until when it is allowed.`);
    }
  }
}

function several(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [value];
}

/**
 * A version as semver has it: `5.4.0rc1`, as Python writes it, is `5.4.0-rc.1`. `null` for what names no version, such as
 * `(devel)`; no entry applies to that.
 */
export function semverOf(version: string): string | null {
  if (valid(version)) return version;
  const [, release, kind, number = '0'] =
    /^v?(\d+(?:\.\d+)*)[._-]?(a|b|rc|dev|alpha|beta)[._-]?(\d+)?$/i.exec(version) ?? [];
  const base = coerce(release ?? version)?.version;
  return base === undefined ? null : kind === undefined ? base : `${base}-${kind.toLowerCase()}.${number}`;
}
