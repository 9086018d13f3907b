import XMLBuilder from 'fast-xml-builder';

import type { ResultRecord, Results, SdkRecord } from '../../verdicts/model.js';
import { cut, oneLine, visible } from '../../verdicts/text.js';
import { glyphAndLabel, type JunitElement, rowOf } from '../../verdicts/verdicts.js';
import { lookup, type Lookup } from '../lookup.js';
import { storyText } from '../story.js';

type Node = Record<string, unknown>;

const builder = new XMLBuilder({
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  format: true,
  indentBy: '',
  suppressEmptyNode: true,
});

/**
 * JUnit XML as Jenkins, GitLab and GitHub reporters read it: one suite an SDK under test, one case a behaviour. An SDK that
 * breaks a behaviour is a failure; whatever kept it from being judged is an error; what does not apply, could not run or is
 * known is skipped, with the reason. Deviations pass, and are told in the output. The keys of its causes are properties.
 */
export function renderJunit(results: Results): string {
  const index = lookup(results);
  const suites = index.underTest.map((sdk) => suiteNode(index, sdk));
  const totals = suites.map(({ totals: own }) => own);
  const sum = (key: keyof Totals) => totals.reduce((all, own) => all + own[key], 0);
  const root: Node = {
    ...attributes({
      name: oneLine(`SDK conformance: ${results.contract.title} ${results.contract.version}`),
      ...{ tests: sum('tests'), failures: sum('failures'), errors: sum('errors'), skipped: sum('skipped') },
      time: seconds(results.durationMs),
    }),
    testsuite: suites.map(({ node }) => node),
  };
  return `<?xml version="1.0" encoding="UTF-8"?>\n${builder.build({ testsuites: root })}`;
}

/** How many cases a suite has, and how many of them are not simply passed. */
interface Totals {
  tests: number;
  failures: number;
  errors: number;
  skipped: number;
}

function suiteNode(index: Lookup, sdk: SdkRecord): { node: Node; totals: Totals } {
  const own = index.resultsOf(sdk.id);
  const elements = own.map(({ verdict }) => rowOf(verdict).junit);
  const count = (element: JunitElement) => elements.filter((one) => one === element).length;
  const totals = {
    tests: own.length,
    failures: count('failure'),
    errors: count('error'),
    skipped: count('skipped'),
  };
  // An SDK without a single result would otherwise be missing from the report in silence.
  const silent = own.length === 0;
  if (silent) Object.assign(totals, { tests: 1, skipped: 1 });
  const node = {
    ...attributes({
      name: oneLine(sdk.id),
      ...totals,
      time: seconds(own.reduce((all, { durationMs }) => all + durationMs, 0)),
      // The type of JUnit's timestamp has neither fractions nor a zone; it is in UTC.
      timestamp: oneLine(index.results.startedAt.slice(0, 19)),
    }),
    properties: propertiesNode({
      'sdk.name': sdk.name,
      'sdk.version': sdk.version,
      'sdk.runtime': sdk.runtime,
      'contract.digest': index.results.contract.digest,
      'suite.version': index.results.suite.version,
    }),
    testcase: silent ? [silentCase(sdk)] : own.map((result) => caseNode(index, result)),
  };
  return { node, totals };
}

function silentCase({ id, reason, remedy }: SdkRecord): Node {
  const message = oneLine([reason ?? 'It has no results.', remedy].filter(Boolean).join(' '));
  const skipped = attributes({ message });
  return { ...attributes({ classname: className(id, 'run'), name: 'runs', time: seconds(0) }), skipped };
}

function caseNode(index: Lookup, result: ResultRecord): Node {
  const { sdk, suite, behaviour, durationMs } = result;
  const keys = index.causesOf(sdk, behaviour).map(({ key }): [string, string] => ['cause', key]);
  return {
    ...attributes({ classname: className(sdk, suite), name: oneLine(behaviour), time: seconds(durationMs) }),
    ...(keys.length > 0 ? { properties: propertiesNode(keys) } : {}),
    ...caseContent(index, result),
  };
}

function caseContent(index: Lookup, result: ResultRecord): Node {
  const { verdict, failure, known } = result;
  const message = oneLine(cut(failure?.message ?? glyphAndLabel(verdict), 2_000));
  switch (rowOf(verdict).junit) {
    case null: {
      const deviations = deviationsOf(result);
      return deviations === '' ? {} : { 'system-out': deviations };
    }
    case 'skipped': {
      if (!known) return { skipped: attributes({ message }) };
      const told = oneLine(`Known: ${known.reason.replace(/\.$/, '')}. ${message}`);
      return { skipped: attributes({ message: told }), 'system-out': storyText(index, result) };
    }
    case 'failure':
      return { failure: { ...attributes({ message, type: verdict }), '#text': storyText(index, result) } };
    case 'error':
      return {
        error: { ...attributes({ message, type: verdict }), '#text': storyText(index, result) },
        ...(failure?.stderr ? { 'system-err': visible(cut(failure.stderr, 8_000)) } : {}),
      };
  }
}

/** What the API accepted although the contract does not say so, each once. */
function deviationsOf({ exchanges }: ResultRecord): string {
  const lines = exchanges.flatMap((exchange) =>
    exchange.deviations.map(({ location, message }) => `${location}: ${message}`),
  );
  return visible([...new Set(lines)].join('\n'));
}

/** Readers split a class name at its dots: a version in an SDK's id must not look like packages. */
function className(sdk: string, suite: string): string {
  return `${oneLine(sdk).replaceAll('.', '_')}.${oneLine(suite).replaceAll('.', '_')}`;
}

function propertiesNode(values: Record<string, string | null> | [string, string][]): Node {
  const known = (Array.isArray(values) ? values : Object.entries(values)).filter(([, value]) => Boolean(value));
  return { property: known.map(([name, value]) => attributes({ name, value: oneLine(value ?? '') })) };
}

function attributes(values: Record<string, string | number>): Node {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [`@${name}`, value]));
}

function seconds(ms: number): string {
  return (ms / 1000).toFixed(3);
}
