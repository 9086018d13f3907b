import type { ResultRecord, Results, SdkRecord } from '../../verdicts/model.js';
import { cut, oneLine, visible } from '../../verdicts/text.js';
import { glyphAndLabel, type JunitElement, rowOf } from '../../verdicts/verdicts.js';
import { lookup, type Lookup } from '../lookup.js';
import { storyText } from '../story.js';
import { howContained, wavering } from '../tally.js';
import { element } from './xml.js';

/**
 * JUnit XML as Jenkins, GitLab and GitHub reporters read it: one suite an SDK under test, one case a behaviour. An SDK that
 * breaks a behaviour is a failure; whatever kept it from being judged is an error; what does not apply, could not run or is
 * known is skipped, with the reason. Deviations pass, and are told in the output. The keys of its causes are properties.
 */
export function renderJunit(results: Results): string {
  const index = lookup(results);
  const suites = index.underTest.map((sdk) => suiteElement(index, sdk));
  const totals = suites.map(({ totals: own }) => own);
  const sum = (key: keyof Totals) => totals.reduce((all, own) => all + own[key], 0);
  const root = element(
    'testsuites',
    {
      name: oneLine(`SDK conformance: ${results.contract.title} ${results.contract.version}`),
      ...{ tests: sum('tests'), failures: sum('failures'), errors: sum('errors'), skipped: sum('skipped') },
      time: seconds(results.durationMs),
    },
    suites.map(({ text }) => text),
  );
  return `<?xml version="1.0" encoding="UTF-8"?>\n${root}\n`;
}

/** How many cases a suite has, and how many of them are not simply passed. */
interface Totals {
  tests: number;
  failures: number;
  errors: number;
  skipped: number;
}

function suiteElement(index: Lookup, sdk: SdkRecord): { text: string; totals: Totals } {
  const own = index.resultsOf(sdk.id);
  const elements = own.map((result) => elementOf(index, result));
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
  const attributes = {
    name: oneLine(sdk.id),
    ...totals,
    time: seconds(own.reduce((all, { durationMs }) => all + durationMs, 0)),
    // The type of JUnit's timestamp has neither fractions nor a zone; it is in UTC.
    timestamp: oneLine(index.results.startedAt.slice(0, 19)),
  };
  const properties = propertiesElement({
    'sdk.name': sdk.name,
    'sdk.version': sdk.version,
    'sdk.runtime': sdk.runtime,
    'sdk.ran': sdk.containment ? howContained(sdk.containment) : null,
    'contract.digest': index.results.contract.digest,
    'suite.version': index.results.suite.version,
  });
  const cases = silent ? [silentCase(sdk)] : own.map((result) => caseElement(index, result));
  return { text: element('testsuite', attributes, [properties, ...cases]), totals };
}

function silentCase({ id, reason, remedy }: SdkRecord): string {
  const message = oneLine([reason ?? 'It has no results.', remedy].filter(Boolean).join(' '));
  const attributes = { classname: className(id, 'run'), name: 'runs', time: seconds(0) };
  return element('testcase', attributes, [element('skipped', { message })]);
}

function caseElement(index: Lookup, result: ResultRecord): string {
  const { sdk, suite, behaviour, durationMs } = result;
  const keys = index.causesOf(sdk, behaviour).map(({ key }): [string, string] => ['cause', key]);
  const attributes = { classname: className(sdk, suite), name: oneLine(behaviour), time: seconds(durationMs) };
  const content = caseContent(index, result);
  return element('testcase', attributes, keys.length > 0 ? [propertiesElement(keys), ...content] : content);
}

function caseContent(index: Lookup, result: ResultRecord): string[] {
  const { verdict, failure, known } = result;
  const message = oneLine(cut(failure?.message ?? glyphAndLabel(verdict), 2_000));
  switch (elementOf(index, result)) {
    case null: {
      const told = [visible(wavering(result)), deviationsOf(result)].filter(Boolean).join('\n');
      return told === '' ? [] : [element('system-out', {}, { text: told })];
    }
    case 'skipped': {
      if (!known) return [element('skipped', { message })];
      const told = oneLine(`Known: ${known.reason.replace(/\.$/, '')}. ${message}`);
      return [element('skipped', { message: told }), element('system-out', {}, { text: storyText(index, result) })];
    }
    case 'failure':
      return [element('failure', { message, type: verdict }, { text: storyText(index, result) })];
    case 'error':
      return [
        element('error', { message, type: verdict }, { text: storyText(index, result) }),
        ...(failure?.stderr ? [element('system-err', {}, { text: visible(cut(failure.stderr, 8_000)) })] : []),
      ];
  }
}

/** What a signal kept from running is no success: it came to no end. */
function elementOf({ results }: Lookup, { verdict }: ResultRecord): JunitElement {
  return results.interrupted && verdict === 'not-run' ? 'error' : rowOf(verdict).junit;
}

/** What the API accepted although the contract does not say so, each once. */
function deviationsOf({ exchanges }: ResultRecord): string {
  if (exchanges.every(({ deviations }) => deviations.length === 0)) return '';
  const lines = exchanges.flatMap((exchange) =>
    exchange.deviations.map(({ location, message }) => `${location}: ${message}`),
  );
  return visible([...new Set(lines)].join('\n'));
}

/** Readers split a class name at its dots: a version in an SDK's id must not look like packages. */
function className(sdk: string, suite: string): string {
  const key = `${sdk}\n${suite}`;
  let name = classNames.get(key);
  if (name === undefined) {
    name = `${oneLine(sdk).replaceAll('.', '_')}.${oneLine(suite).replaceAll('.', '_')}`;
    classNames.set(key, name);
  }
  return name;
}

/** There are few, and each comes for every behaviour of a suite. */
const classNames = new Map<string, string>();

function propertiesElement(values: Record<string, string | null> | [string, string][]): string {
  const known = (Array.isArray(values) ? values : Object.entries(values)).filter(([, value]) => Boolean(value));
  const properties = known.map(([name, value]) => element('property', { name, value: oneLine(value ?? '') }));
  return element('properties', {}, properties);
}

function seconds(ms: number): string {
  return (ms / 1000).toFixed(3);
}
