import { XMLBuilder } from 'fast-xml-parser';

import { lookup } from '../lookup.js';
import type { Lookup } from '../lookup.js';
import type { ResultRecord, Results, SdkRecord } from '../model.js';
import { glyphAndLabel, kindOf } from '../presentation.js';
import { storyText } from '../story.js';
import { cut, oneLine, visible } from '../text.js';

const attribute = '@';
const text = '#';

/** An element: attributes start with `@`, text is `#`, a member that is undefined is left out. */
interface Element {
  [member: string]: string | number | Element | Element[] | undefined;
}

const builder = new XMLBuilder({
  ignoreAttributes: false,
  attributeNamePrefix: attribute,
  textNodeName: text,
  format: true,
  suppressEmptyNode: true,
});

/**
 * JUnit XML as Jenkins, GitLab and GitHub reporters read it: one suite an SDK and suite, one case a behaviour.
 * An SDK that breaks a behaviour is a failure; whatever kept it from being judged is an error; what does not apply,
 * could not run or is a known divergence is skipped, with the reason. Tolerated deviations pass, and are told in the output.
 */
export function renderJunit(results: Results): string {
  const index = lookup(results);
  const bySuite = new Map<string, ResultRecord[]>();
  for (const result of results.results) {
    const key = `${result.sdk} ${result.suite}`;
    const cases = bySuite.get(key);
    if (cases) cases.push(result);
    else bySuite.set(key, [result]);
  }
  const silent = results.sdks.filter((sdk) => !results.results.some((result) => result.sdk === sdk.id));
  const suites = [
    ...[...bySuite.values()].map((cases) => suiteElement(index, cases)),
    ...silent.map((sdk) => silentSuite(results, sdk)),
  ];
  const root: Element = {
    '@name': oneLine(`SDK conformance: ${results.contract.title} ${results.contract.version}`),
    ...totals(suites),
    '@time': seconds(results.durationMs),
    testsuite: suites,
  };
  return `<?xml version="1.0" encoding="UTF-8"?>\n${builder.build({ testsuites: root })}`;
}

function suiteElement(index: Lookup, results: ResultRecord[]): Element {
  const [{ sdk, suite }] = results as [ResultRecord];
  const cases = results.map((result) => caseElement(index, result));
  return {
    '@name': oneLine(`${sdk} ${suite}`),
    '@tests': cases.length,
    '@failures': cases.filter((element) => element['failure']).length,
    '@errors': cases.filter((element) => element['error']).length,
    '@skipped': cases.filter((element) => element['skipped']).length,
    '@time': seconds(results.reduce((sum, { durationMs }) => sum + durationMs, 0)),
    // The type of JUnit's timestamp has neither fractions nor a zone; it is in UTC.
    '@timestamp': oneLine(index.results.startedAt.slice(0, 19)),
    properties: { property: properties(index, sdk) },
    testcase: cases,
  };
}

/** An SDK without a single result would otherwise be missing from the report in silence. */
function silentSuite(results: Results, sdk: SdkRecord): Element {
  return {
    '@name': oneLine(`${sdk.id} run`),
    '@tests': 1,
    '@failures': 0,
    '@errors': 0,
    '@skipped': 1,
    '@time': seconds(0),
    '@timestamp': oneLine(results.startedAt.slice(0, 19)),
    testcase: [
      {
        '@classname': className(sdk.id, 'run'),
        '@name': 'runs',
        '@time': seconds(0),
        skipped: { '@message': oneLine([sdk.reason ?? 'It has no results.', sdk.remedy].filter(Boolean).join(' ')) },
      },
    ],
  };
}

function properties(index: Lookup, id: string): Element[] {
  const sdk = index.sdk(id);
  const { contract, suite } = index.results;
  return Object.entries({
    'sdk.name': sdk?.name,
    'sdk.version': sdk?.version,
    'sdk.runtime': sdk?.runtime,
    'contract.digest': contract.digest,
    'suite.version': suite.version,
  }).flatMap(([name, value]) => (value ? [{ '@name': name, '@value': oneLine(value) }] : []));
}

function caseElement(index: Lookup, result: ResultRecord): Element {
  const kind = kindOf(result);
  const head = {
    '@classname': className(result.sdk, result.suite),
    '@name': oneLine(result.behaviour),
    '@time': seconds(result.durationMs),
  };
  const message = oneLine(cut(result.failure?.message ?? glyphAndLabel(kind), 2_000));
  const told: Element = { '@message': message, '@type': kind };
  switch (kind) {
    case 'passed':
      return head;
    case 'tolerated':
      return { ...head, 'system-out': deviations(result) };
    case 'known':
      return {
        ...head,
        skipped: { '@message': oneLine(`Known divergence: ${result.known?.reason ?? ''}. ${message}`) },
        'system-out': storyText(index, result),
      };
    case 'not-applicable':
    case 'not-run':
      return { ...head, skipped: { '@message': message } };
    case 'failed':
      return { ...head, failure: { ...told, [text]: storyText(index, result) } };
    case 'suite-bug':
    case 'driver-error':
    case 'crashed':
    case 'timed-out': {
      const stderr = result.failure?.stderr;
      return {
        ...head,
        error: { ...told, [text]: storyText(index, result) },
        ...(stderr && { 'system-err': visible(cut(stderr, 8_000)) }),
      };
    }
  }
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

function totals(suites: Element[]): Element {
  const names = ['@tests', '@failures', '@errors', '@skipped'];
  return Object.fromEntries(names.map((name) => [name, suites.reduce((sum, suite) => sum + Number(suite[name]), 0)]));
}

function seconds(ms: number): string {
  return (ms / 1000).toFixed(3);
}
