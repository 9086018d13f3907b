import { lookup } from '../lookup.js';
import type { Lookup } from '../lookup.js';
import type { ResultRecord, Results, SdkRecord } from '../model.js';
import { glyphAndLabel, kindOf, presentations } from '../presentation.js';
import type { Kind } from '../presentation.js';
import { storyText } from '../story.js';
import { cut, oneLine, visible } from '../text.js';
import { element } from './xml.js';

/** How many cases a suite has, and how many of them are not simply passed. */
interface Totals {
  tests: number;
  failures: number;
  errors: number;
  skipped: number;
}

/**
 * JUnit XML as Jenkins, GitLab and GitHub reporters read it: one suite an SDK and suite, one case a behaviour.
 * An SDK that breaks a behaviour is a failure; whatever kept it from being judged is an error; what does not apply,
 * could not run or is a known divergence is skipped, with the reason. Tolerated deviations pass, and are told in the output.
 */
export function renderJunit(results: Results): string {
  const index = lookup(results);
  const suites = new Map<string, ResultRecord[]>();
  for (const result of results.results) {
    const key = `${result.sdk} ${result.suite}`;
    const cases = suites.get(key);
    if (cases) cases.push(result);
    else suites.set(key, [result]);
  }
  const heard = new Set(results.results.map(({ sdk }) => sdk));
  const silent = results.sdks.filter(({ id }) => !heard.has(id));
  const totals = totalsOf(results.results);
  const root = element(
    'testsuites',
    {
      name: oneLine(`SDK conformance: ${results.contract.title} ${results.contract.version}`),
      ...{ ...totals, tests: totals.tests + silent.length, skipped: totals.skipped + silent.length },
      time: seconds(results.durationMs),
    },
    [
      ...[...suites.values()].map((cases) => suiteElement(index, cases)),
      ...silent.map((sdk) => silentSuite(results, sdk)),
    ],
  );
  return `<?xml version="1.0" encoding="UTF-8"?>\n${root}\n`;
}

function suiteElement(index: Lookup, results: ResultRecord[]): string {
  const [{ sdk, suite }] = results as [ResultRecord];
  const attributes = {
    name: oneLine(`${sdk} ${suite}`),
    ...totalsOf(results),
    time: seconds(results.reduce((sum, { durationMs }) => sum + durationMs, 0)),
    timestamp: timestamp(index.results),
  };
  const inner = { classname: className(sdk, suite) };
  return element('testsuite', attributes, [
    properties(index, sdk),
    ...results.map((result) => caseElement(index, result, inner)),
  ]);
}

/** An SDK without a single result would otherwise be missing from the report in silence. */
function silentSuite(results: Results, sdk: SdkRecord): string {
  const message = oneLine([sdk.reason ?? 'It has no results.', sdk.remedy].filter(Boolean).join(' '));
  return element(
    'testsuite',
    {
      name: oneLine(`${sdk.id} run`),
      tests: 1,
      failures: 0,
      errors: 0,
      skipped: 1,
      time: seconds(0),
      timestamp: timestamp(results),
    },
    [
      element('testcase', { classname: className(sdk.id, 'run'), name: 'runs', time: seconds(0) }, [
        element('skipped', { message }),
      ]),
    ],
  );
}

function properties(index: Lookup, id: string): string {
  const sdk = index.sdk(id);
  const { contract, suite } = index.results;
  const values = {
    'sdk.name': sdk?.name,
    'sdk.version': sdk?.version,
    'sdk.runtime': sdk?.runtime,
    'contract.digest': contract.digest,
    'suite.version': suite.version,
  };
  const known = Object.entries(values).filter(([, value]) => Boolean(value));
  return element(
    'properties',
    {},
    known.map(([name, value]) => element('property', { name, value: oneLine(value ?? '') })),
  );
}

function caseElement(index: Lookup, result: ResultRecord, inner: { classname: string }): string {
  const attributes = { ...inner, name: oneLine(result.behaviour), time: seconds(result.durationMs) };
  return element('testcase', attributes, caseContent(index, result));
}

function caseContent(index: Lookup, result: ResultRecord): string[] {
  const kind = kindOf(result);
  const message = (): string => oneLine(cut(result.failure?.message ?? glyphAndLabel(kind), 2_000));
  switch (elementOf(kind)) {
    case null:
      return kind === 'tolerated' ? [element('system-out', {}, { text: deviations(result) })] : [];
    case 'skipped': {
      if (kind !== 'known') return [element('skipped', { message: message() })];
      const known = oneLine(`Known divergence: ${result.known?.reason ?? ''}. ${message()}`);
      return [element('skipped', { message: known }), element('system-out', {}, { text: storyText(index, result) })];
    }
    case 'failure':
      return [element('failure', { message: message(), type: kind }, { text: storyText(index, result) })];
    case 'error': {
      const stderr = result.failure?.stderr;
      return [
        element('error', { message: message(), type: kind }, { text: storyText(index, result) }),
        ...(stderr ? [element('system-err', {}, { text: visible(cut(stderr, 8_000)) })] : []),
      ];
    }
  }
}

/** What a kind is in JUnit; `null` is a case that passed. */
function elementOf(kind: Kind): 'failure' | 'error' | 'skipped' | null {
  if (kind === 'known') return 'skipped';
  return ({ good: null, note: null, bad: 'failure', unknown: 'error', quiet: 'skipped' } as const)[
    presentations[kind].tone
  ];
}

/** What was tolerated, each once. */
function deviations({ exchanges }: ResultRecord): string {
  const lines = exchanges.flatMap((exchange) =>
    exchange.deviations.map(({ location, message }) => `${location}: ${message}`),
  );
  return visible([...new Set(lines)].join('\n'));
}

/** Readers split a class name at its dots: a version in an SDK's id must not look like packages. */
function className(sdk: string, suite: string): string {
  return `${oneLine(sdk).replaceAll('.', '_')}.${oneLine(suite).replaceAll('.', '_')}`;
}

function totalsOf(results: readonly ResultRecord[]): Totals {
  const totals = { tests: results.length, failures: 0, errors: 0, skipped: 0 };
  for (const result of results) {
    const name = elementOf(kindOf(result));
    if (name === 'failure') totals.failures += 1;
    else if (name === 'error') totals.errors += 1;
    else if (name === 'skipped') totals.skipped += 1;
  }
  return totals;
}

/** The type of JUnit's timestamp has neither fractions nor a zone; it is in UTC. */
function timestamp({ startedAt }: Results): string {
  return oneLine(startedAt.slice(0, 19));
}

function seconds(ms: number): string {
  return (ms / 1000).toFixed(3);
}
