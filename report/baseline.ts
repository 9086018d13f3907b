import { coerce, satisfies, valid, validRange } from 'semver';
import { type Document, isMap, isSeq, LineCounter, parseDocument, type YAMLMap } from 'yaml';

import type { ResultRecord, SdkRecord, Verdict } from './model.js';

/** A failure that is known and allowed, until it is mended. */
export interface Divergence {
  /** Id of the runner: `python`. */
  sdk: string;
  /** Semver range of the SDK's versions. */
  versions: string;
  /** Id of a behaviour, or the beginning of several. */
  behaviour: string;
  /** It is the id of a behaviour, and so means no longer one that begins with it. */
  exact: boolean;
  reason: string;
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
  /** `YYYY-MM-DD`. */
  today: string;
  /** Finds the valid name that a wrong one was probably meant to be. */
  nearest: (wrong: string, valid: readonly string[]) => string | undefined;
}

/** A baseline that cannot be used, with every fault in it. */
export class BaselineError extends Error {
  override name = 'BaselineError';
}

const required = ['sdk', 'versions', 'behaviour', 'reason'] as const;
const optional = ['owner', 'link', 'expires', 'error'] as const;
const members: readonly string[] = [...required, ...optional, 'intermittent'];

/** Reads a baseline. `file` is for messages. @throws {BaselineError} */
export function parseBaseline(text: string, file: string, known: Known): Divergence[] {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const source = text.split('\n');
  const quote = (offset: number) => {
    const { line } = lines.linePos(offset);
    return `${file}:${line}: ${source[line - 1]?.trim() ?? ''}`;
  };
  const faults = document.errors.map(
    (error) => `${quote(error.pos[0])}\n  is no YAML: ${error.message.split('\n')[0]}`,
  );
  const list = document.get('divergences');
  if (faults.length === 0 && !isSeq(list)) {
    faults.push(`${file}: has no list "divergences". Write "divergences: []" to allow none.`);
  }
  const divergences = (isSeq(list) ? list.items : []).flatMap((item, index) => {
    if (!isMap(item)) {
      faults.push(`${file}: an entry of "divergences" is no mapping. Give it ${required.join(', ')}.`);
      return [];
    }
    return readEntry(item, document, { place: quote(item.range?.[0] ?? 0), entry: index }, known, faults);
  });
  if (faults.length > 0) throw new BaselineError(`Failed to read the baseline ${file}:\n${faults.join('\n')}`);
  return divergences;
}

function readEntry(
  item: YAMLMap,
  document: Document,
  at: Pick<Divergence, 'place' | 'entry'>,
  known: Known,
  faults: string[],
): Divergence[] {
  const entry = item.toJS(document) as Record<string, unknown>;
  const before = faults.length;
  const fault = (sentence: string) => faults.push(`${at.place}\n  ${sentence}`);
  const suggest = (wrong: string, valid: readonly string[]) => {
    const nearest = known.nearest(wrong, valid);
    return nearest ? ` Did you mean ${nearest}?` : '';
  };
  for (const key of Object.keys(entry)) {
    if (!members.includes(key)) fault(`"${key}" is unknown. Use ${members.join(', ')}.`);
  }
  for (const key of required) {
    const values = listable.includes(key) ? several(entry[key]) : [entry[key]];
    const valid = values.length > 0 && values.every((value) => typeof value === 'string' && value !== '');
    if (!valid) fault(`"${key}" is missing. It is a text${listable.includes(key) ? ' or a list of texts' : ''}.`);
  }
  for (const key of optional) {
    if (entry[key] !== undefined && typeof entry[key] !== 'string') fault(`"${key}" is no text.`);
  }
  if (entry['intermittent'] !== undefined && typeof entry['intermittent'] !== 'boolean') {
    fault('"intermittent" is neither true nor false.');
  }
  if (faults.length > before) return [];
  const sdks = several(entry['sdk']) as string[];
  const behaviours = several(entry['behaviour']) as string[];
  const { versions, expires } = entry as { versions: string; expires?: string };
  for (const sdk of sdks) {
    if (!known.sdks.includes(sdk)) fault(`There is no SDK "${sdk}".${suggest(sdk, known.sdks)}`);
  }
  for (const behaviour of behaviours) {
    if (known.behaviours.some((id) => id.startsWith(behaviour))) continue;
    fault(`There is no behaviour "${behaviour}".${suggest(behaviour, known.behaviours)}`);
  }
  if (validRange(versions) === null) fault(`"${versions}" is no range of versions. Write one like ">=5.2.0 <6".`);
  if (expires !== undefined && !/^\d{4}-\d{2}-\d{2}$/.test(expires)) {
    fault(`"${expires}" is no date. Write it like 2027-06-30.`);
  } else if (expires !== undefined && expires < known.today) {
    fault(`It expired on ${expires}. Mend the SDK, or decide anew until when it is allowed.`);
  }
  if (faults.length > before) return [];
  return sdks.flatMap((sdk) =>
    behaviours.map((behaviour) => ({
      ...(entry as unknown as Divergence),
      sdk,
      behaviour,
      exact: known.behaviours.includes(behaviour),
      ...at,
    })),
  );
}

/** Members that may be a list: the entry then stands for every combination. */
const listable: readonly string[] = ['sdk', 'behaviour'];

function several(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [value];
}

/** Verdicts after which it is known whether the behaviour holds. A baseline allows what failed, never what broke. */
const judged: readonly Verdict[] = ['passed', 'tolerated', 'failed'];

/**
 * Marks the results that a baseline allows as known, and returns the entries that allow nothing any more: what they
 * list has run and no longer fails. An entry whose SDK, version or behaviours did not run says nothing either way.
 */
export function applyBaseline(
  divergences: readonly Divergence[],
  sdks: readonly SdkRecord[],
  results: readonly ResultRecord[],
): { results: ResultRecord[]; stale: Divergence[] } {
  const concerns = (divergence: Divergence, result: ResultRecord) => {
    const sdk = sdks.find(({ id }) => id === result.sdk);
    return (
      sdk?.runner === divergence.sdk &&
      sdk.version !== null &&
      satisfies(semverOf(sdk.version) ?? '', divergence.versions, { includePrerelease: true }) &&
      (divergence.exact ? result.behaviour === divergence.behaviour : result.behaviour.startsWith(divergence.behaviour))
    );
  };
  const allows = (divergence: Divergence, result: ResultRecord) =>
    concerns(divergence, result) && (divergence.error === undefined || showsError(result, divergence.error));
  const marked = results.map((result) => {
    // What a deployment does wrong is no divergence of an SDK.
    if (result.verdict !== 'failed' || result.failure?.blame === 'server') return result;
    const divergence = divergences.find((candidate) => allows(candidate, result));
    if (!divergence) return result;
    const { reason, owner, link } = divergence;
    return { ...result, known: { reason, owner, link } };
  });
  const stale = divergences.filter((divergence) => {
    const told = results.filter((result) => concerns(divergence, result) && judged.includes(result.verdict));
    const needed = told.some((result) => result.verdict === 'failed' && allows(divergence, result));
    return told.length > 0 && !needed && divergence.intermittent !== true;
  });
  return { results: marked, stale };
}

function showsError({ steps, failure }: ResultRecord, error: string): boolean {
  const [type, ...rest] = error.split(': ');
  const told = failure?.step === undefined ? steps : steps.slice(failure.step, failure.step + 1);
  return told.some(
    ({ outcome }) =>
      outcome !== null &&
      'error' in outcome &&
      outcome.error.type === type &&
      outcome.error.message.includes(rest.join(': ')),
  );
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
