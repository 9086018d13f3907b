import { satisfies } from '../spec/libraries/semver.js';

import { type Divergence, semverOf } from './baseline.js';
import { evidenceOf } from './evidence.js';
import type { BehaviourRecord, ResultRecord, Results, SdkRecord } from './model.js';
import { rowOf } from './verdicts.js';

/** What an entry has to know of an SDK and of behaviours to tell whether it concerns them. */
export type Identity = Pick<SdkRecord, 'runner' | 'version'>;
export type RuleOf = (behaviour: string) => string | undefined;

/** The rule of each behaviour. */
export function rulesOf(behaviours: readonly Pick<BehaviourRecord, 'id' | 'rule'>[]): RuleOf {
  const rules = new Map(behaviours.map(({ id, rule }) => [id, rule.id]));
  return (behaviour) => rules.get(behaviour);
}

/** The result as a list has it: a failure that one of its entries allows is known. */
export function allow(
  result: ResultRecord,
  divergences: readonly Divergence[],
  sdk: Identity | undefined,
  ruleOf: RuleOf,
): ResultRecord {
  // What a deployment does wrong is no divergence of an SDK.
  if (result.verdict !== 'failed' || result.failure?.blame === 'server' || !sdk) return result;
  const divergence = divergences.find((candidate) => allows(candidate, result, sdk, ruleOf));
  if (!divergence) return result;
  const { reason, remedy, owner, link, intermittent, entry } = divergence;
  return { ...result, verdict: 'known', known: { by: 'list', reason, remedy, owner, link, intermittent, entry } };
}

/** The results as no list and no release has them. */
export function bare(results: readonly ResultRecord[]): ResultRecord[] {
  return results.map((result) => {
    if (result.verdict !== 'known') return result;
    return { ...result, verdict: 'failed', known: undefined };
  });
}

/** What a list has to know of a run. */
interface Run {
  sdks: readonly SdkRecord[];
  behaviours: readonly Pick<BehaviourRecord, 'id' | 'rule'>[];
  suite: Pick<Results['suite'], 'part'>;
}

/**
 * Marks the results that a list allows as known, and returns the entries that allow nothing any more: what they list has
 * run and no longer fails. An entry whose SDK, version or behaviours did not run says nothing either way; in a part of the
 * behaviours, neither does one that may show in the others: that names a cause, or the beginning of ids.
 */
export function applyBaseline(
  divergences: readonly Divergence[],
  { sdks, behaviours, suite }: Run,
  results: readonly ResultRecord[],
): { results: ResultRecord[]; stale: Divergence[] } {
  const ruleOf = rulesOf(behaviours);
  const identities = new Map(sdks.map((sdk) => [sdk.id, sdk]));
  const marked = results.map((result) => allow(result, divergences, identities.get(result.sdk), ruleOf));
  const stale = divergences.filter((divergence) => {
    if (divergence.intermittent === true || (suite.part !== undefined && !divergence.exact)) return false;
    const told = marked.filter((result) => {
      const sdk = identities.get(result.sdk);
      // What failed first and then held tells nothing of an entry.
      return sdk && !result.firstFailure && rowOf(result.verdict).judged && concerns(divergence, result, sdk, ruleOf);
    });
    const needed = told.some(
      (result) => result.verdict === 'known' && allows(divergence, result, identities.get(result.sdk)!, ruleOf),
    );
    return told.length > 0 && !needed;
  });
  return { results: marked, stale };
}

/** Whether it is about the version that an SDK says it is. */
const coversVersion = ({ versions }: Pick<Divergence, 'versions'>, { version }: Identity): boolean =>
  version !== null && satisfies(semverOf(version) ?? '', versions, { includePrerelease: true });

/** A sentence for each SDK that fails and of which a list speaks, but of no such version: it allows nothing there. */
export function uncoveredVersions({ sdks, results, policy }: Pick<Results, 'sdks' | 'results' | 'policy'>): string[] {
  return sdks.flatMap((sdk) => {
    const about = (policy?.baseline ?? []).filter((divergence) => divergence.sdk === sdk.runner);
    const fails = results.some((result) => result.sdk === sdk.id && result.verdict === 'failed');
    if (!fails || about.length === 0 || about.some((divergence) => coversVersion(divergence, sdk))) return [];
    const versions = [...new Set(about.map((divergence) => divergence.versions))].join(', ');
    return [
      `${sdk.id} says it is ${sdk.version}; what is known of ${sdk.runner} is of ${versions}, and allows nothing here.`,
    ];
  });
}

function allows(divergence: Divergence, result: ResultRecord, sdk: Identity, ruleOf: RuleOf): boolean {
  if (!concerns(divergence, result, sdk, ruleOf)) return false;
  const broken = result.failure?.rule;
  if (divergence.cause?.includes(':')) {
    const { key, cause } = evidenceOf(result);
    if (divergence.cause !== key && divergence.cause !== cause) return false;
  } else if (broken !== undefined && divergence.cause !== broken) {
    // What is known of a behaviour is that it does not hold, and not that it tells a secret on its way.
    return false;
  }
  return divergence.error === undefined || showsError(result, divergence.error);
}

/** Whether it speaks of this SDK and this behaviour. A cause by its key may show in any behaviour. */
function concerns(
  divergence: Divergence,
  { behaviour, failure }: ResultRecord,
  sdk: Identity,
  ruleOf: RuleOf,
): boolean {
  const { cause, exact } = divergence;
  if (sdk.runner !== divergence.sdk || !coversVersion(divergence, sdk)) return false;
  if (cause !== undefined) return cause.includes(':') || ruleOf(behaviour) === cause || failure?.rule === cause;
  const named = divergence.behaviour ?? '';
  return exact ? behaviour === named : behaviour.startsWith(named);
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
