import { Element } from 'ltx';

import type { ResultRecord, Results, SdkRecord } from '../../verdicts/model.js';
import { cut, oneLine, visible } from '../../verdicts/text.js';
import { glyphAndLabel, type JunitElement, rowOf } from '../../verdicts/verdicts.js';
import { lookup, type Lookup } from '../lookup.js';
import { storyText } from '../story.js';
import { howContained, wavering } from '../tally.js';
import { newsOf } from '../news.js';

/**
 * JUnit XML as Jenkins, GitLab and GitHub reporters read it: one suite an SDK under test, one case a behaviour. An SDK that
 * breaks a behaviour is a failure; whatever kept it from being judged is an error; what does not apply, could not run or is
 * known is skipped, with the reason. Deviations pass, and are told in the output. What a reader asks first stands in the
 * properties of a suite: the verdict, what is new, what is known; a case has the keys of its causes.
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
    suites.map(({ suite }) => suite),
  );
  return `<?xml version="1.0" encoding="UTF-8"?>\n${root.toString()}\n`;
}

/** With text, or with elements on lines of their own. Text went through `visible`: XML has no control characters. */
function element(name: string, attributes: Record<string, string | number>, content: string | Element[] = []): Element {
  const made = new Element(name, attributes);
  if (typeof content === 'string') return made.t(content);
  for (const child of content) made.append('\n', child);
  return content.length > 0 ? made.t('\n') : made;
}

/** How many cases a suite has, and how many of them are not simply passed. */
interface Totals {
  tests: number;
  failures: number;
  errors: number;
  skipped: number;
}

function suiteElement(index: Lookup, sdk: SdkRecord): { suite: Element; totals: Totals } {
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
  const { verdict, contract, suite } = index.results;
  const properties = propertiesElement([
    ['verdict', verdict.sentence],
    ...newsOf(index.results, sdk.id).map((news): [string, string] => ['new', news]),
    ...causesOf(index, sdk.id, 'known'),
    ...causesOf(index, sdk.id, 'accepted'),
    ['sdk.name', sdk.name],
    ['sdk.version', sdk.version],
    ['sdk.runtime', sdk.runtime],
    ['sdk.ran', sdk.containment ? howContained(sdk.containment) : null],
    ['contract.digest', contract.digest],
    ['suite.version', suite.version],
  ]);
  const cases = silent ? [silentCase(sdk)] : own.map((result) => caseElement(index, result));
  return { suite: element('testsuite', attributes, [properties, ...cases]), totals };
}

function causesOf({ results }: Lookup, sdk: string, status: 'known' | 'accepted'): [string, string][] {
  const own = results.causes.filter((cause) => cause.sdk === sdk && cause.status === status);
  return own.map(({ key, sentence }) => [status === 'known' ? status : 'deviation', `${cut(sentence, 500)} (${key})`]);
}

function silentCase({ id, reason, remedy }: SdkRecord): Element {
  const message = oneLine([reason ?? 'It has no results.', remedy].filter(Boolean).join(' '));
  const attributes = { classname: className(id, 'run'), name: 'runs', time: seconds(0) };
  return element('testcase', attributes, [element('skipped', { message })]);
}

function caseElement(index: Lookup, result: ResultRecord): Element {
  const { sdk, suite, behaviour, durationMs } = result;
  const keys = index.causesOf(sdk, behaviour).map(({ key }): [string, string] => ['cause', key]);
  const attributes = { classname: className(sdk, suite), name: oneLine(behaviour), time: seconds(durationMs) };
  const content = caseContent(index, result);
  return element('testcase', attributes, keys.length > 0 ? [propertiesElement(keys), ...content] : content);
}

function caseContent(index: Lookup, result: ResultRecord): Element[] {
  const { verdict, failure, known } = result;
  const message = oneLine(cut(failure?.message ?? glyphAndLabel(verdict), 2_000));
  switch (elementOf(index, result)) {
    case null: {
      const told = [visible(wavering(result)), deviationsOf(result)].filter(Boolean).join('\n');
      return told === '' ? [] : [element('system-out', {}, told)];
    }
    case 'skipped': {
      if (!known) return [element('skipped', { message })];
      const told = oneLine(`Known: ${known.reason.replace(/\.$/, '')}. ${message}`);
      return [element('skipped', { message: told }), element('system-out', {}, storyText(index, result))];
    }
    case 'failure':
      return [element('failure', { message, type: verdict }, storyText(index, result))];
    case 'error':
      return [
        element('error', { message, type: verdict }, storyText(index, result)),
        ...(failure?.stderr ? [element('system-err', {}, visible(cut(failure.stderr, 8_000)))] : []),
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

function propertiesElement(values: readonly [name: string, value: string | null][]): Element {
  const known = values.flatMap(([name, value]) =>
    value ? [element('property', { name, value: oneLine(value) })] : [],
  );
  return element('properties', {}, known);
}

function seconds(ms: number): string {
  return (ms / 1000).toFixed(3);
}
