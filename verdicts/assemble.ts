import type { Contract } from '../spec/contract.js';
import type { Exchange } from '../spec/exchange.js';
import type { Behaviour } from '../suites/behaviour.js';
import type { Observation, Step } from '../suites/observation.js';
import { accountsOf, overlap } from './accounts.js';
import { applyBaseline, type Identity, type RuleOf, allow, rulesOf } from './apply-baseline.js';
import type { Divergence } from './baseline.js';
import { causesOf } from './causes.js';
import { coverageOf } from './coverage.js';
import { cutBody, cutText, cutValue } from './cut.js';
import type {
  BehaviourRecord,
  EndingSignal,
  ExchangeRecord,
  ResultRecord,
  Results,
  SdkRecord,
  StepRecord,
} from './model.js';
import { judge, worst } from './judge.js';
import type { Verdict } from './verdicts.js';
import { parityOf } from './parity.js';
import { partialVerdict, runVerdict } from './run-verdict.js';
import type { Shard } from './shard.js';

export interface Material {
  contract: Contract;
  suite: Omit<Results['suite'], 'behaviours'>;
  startedAt: Date;
  durationMs: number;
  /** Behaviours that were chosen, in the order of reports. */
  behaviours: readonly Behaviour[];
  sdks: readonly SdkRecord[];
  /** SDK id → what was seen; an SDK that did not run has no entry. */
  observations: ReadonlyMap<string, readonly Observation[]>;
  baseline: readonly Divergence[];
  strict: boolean;
  /** How often each behaviour ran. */
  repeat: number;
  /** The part of a divided run that this is; absent: the whole. */
  shard?: Shard;
  /** The signal that ended the run before its end. */
  interrupted?: EndingSignal;
  /** The command that runs one behaviour of one SDK again. */
  commandFor: (sdk: string, behaviour: string) => string;
}

/** Turns what was seen into verdicts and the one model that every report is made of. */
export function assembleResults(material: Material): { results: Results; stale: Divergence[] } {
  const { contract, sdks, strict, repeat, shard, interrupted } = material;
  const baseline = strict ? [] : material.baseline;
  const behaviours = material.behaviours.map((behaviour) => describeBehaviour(behaviour, contract));
  const ruleOf = rulesOf(behaviours);
  const cells = behaviours.flatMap((behaviour) => sdks.map((sdk) => ({ behaviour, sdk })));
  const judged = cells
    .filter(({ behaviour, sdk }) => shard === undefined || shard.includes(sdk.id, behaviour.id))
    .map(({ behaviour, sdk }) => resultOf(behaviour, sdk, material, baseline, ruleOf));
  const { results, ...applied } = applyBaseline(baseline, { sdks, behaviours, suite: material.suite }, judged);
  // What allows nothing in one part may allow something in another.
  const stale = shard || interrupted ? [] : applied.stale;
  const suite = { ...material.suite, behaviours: behaviours.length };
  const whole = { sdks, results, suite, shard };
  const verdict = interrupted ? partialVerdict(whole, interrupted) : runVerdict(whole, stale);
  return {
    stale,
    results: {
      schemaVersion: 2,
      contract: { title: contract.title, version: contract.version, digest: contract.digest },
      suite,
      startedAt: material.startedAt.toISOString(),
      durationMs: round(material.durationMs),
      verdict,
      causes: causesOf({ sdks, behaviours, results }, () => strict),
      sdks: [...sdks],
      behaviours,
      results,
      parity: parityOf(
        behaviours.map(({ id }) => id),
        results,
      ),
      coverage: coverageOf(contract.operations, sdks, results),
      policy: { strict, repeat, baseline: [...baseline] },
      ...(interrupted ? { interrupted } : {}),
      ...(shard ? { shard: { index: shard.index, of: shard.of, plan: shard.plan } } : {}),
    },
  };
}

export function describeBehaviour(
  { id, suite, sentence, rule, since }: Pick<Behaviour, 'id' | 'suite' | 'sentence' | 'rule' | 'since'>,
  contract: Contract,
): BehaviourRecord {
  const entry = contract.rules.get(rule);
  if (!entry)
    throw new Error(`Failed to describe ${id}: the contract has no rule "${rule}". Add it to x-rules in openapi.yaml.`);
  return { id, suite, sentence, rule: entry, ...(since === undefined ? {} : { since }) };
}

/**
 * What one behaviour of one SDK came to. Of several rounds the worst is shown; of rounds that failed, one that the
 * baseline does not allow, so that a failure it lists cannot hide another.
 */
function resultOf(
  behaviour: BehaviourRecord,
  sdk: SdkRecord,
  { observations, strict, interrupted, commandFor }: Material,
  baseline: readonly Divergence[],
  ruleOf: RuleOf,
): ResultRecord {
  const { id, suite } = behaviour;
  const base = { sdk: sdk.id, behaviour: id, suite, command: commandFor(sdk.id, id) };
  const seen = (observations.get(sdk.id) ?? []).filter((observation) => observation.behaviour === id);
  const rounds = seen.map((observation) => allow({ ...base, ...roundOf(observation, strict) }, baseline, sdk, ruleOf));
  const shown = rounds[worst(rounds)];
  if (!shown) {
    const failure = { message: sdk.reason ?? (interrupted ? `the run was ended by ${interrupted}` : 'it was not run') };
    return { ...base, verdict: 'not-run', durationMs: 0, checks: 0, before: [], steps: [], exchanges: [], failure };
  }
  const verdicts = rounds.map(({ verdict }) => verdict);
  return { ...shown, ...(new Set(verdicts).size > 1 ? { rounds: verdicts } : {}) };
}

/** The verdict of an observation while its run goes on, for whoever watches. */
export function verdictSoFar(
  observation: Observation,
  sdk: Identity | undefined,
  { strict, baseline }: { strict: boolean; baseline: readonly Divergence[] },
  ruleOf: RuleOf,
): Verdict {
  const { verdict } = judge(observation, { strict });
  if (verdict !== 'failed' || strict) return verdict;
  const { behaviour } = observation;
  const base = { sdk: '', behaviour, suite: '', command: '' };
  return allow({ ...base, ...roundOf(observation, strict) }, baseline, sdk, ruleOf).verdict;
}

function roundOf(
  observation: Observation,
  strict: boolean,
): Omit<ResultRecord, 'sdk' | 'behaviour' | 'suite' | 'command'> {
  const accounts = accountsOf(observation);
  return {
    ...judge(observation, { strict }),
    durationMs: round(observation.durationMs),
    checks: observation.checks,
    before: (observation.before ?? []).map((sentence) => cutText(sentence)),
    steps: observation.steps.map(describeStep),
    exchanges: describeExchanges(observation),
    ...(accounts ? { accounts } : {}),
    ...firstRoundOf(observation, strict),
  };
}

/** What is told of a failure that did not come again. */
function firstRoundOf(
  { failedFirst, ...last }: Observation,
  strict: boolean,
): Pick<ResultRecord, 'rounds' | 'firstFailure'> {
  if (!failedFirst) return {};
  const { verdict, failure } = judge(failedFirst, { strict });
  return { rounds: [verdict, judge(last, { strict }).verdict], firstFailure: failure };
}

function describeStep({ call, args, outcome, durationMs }: Step): StepRecord {
  return { call, args: cutValue(args), outcome: cutValue(outcome), durationMs: round(durationMs) };
}

function describeExchanges({ steps, exchanges }: Observation): ExchangeRecord[] {
  // When every step was over before the next began and there are as many requests, they belong together in order.
  const paired = exchanges.length === steps.length && !overlap(steps);
  return exchanges.map((exchange, index) => {
    const { request, response } = exchange;
    return {
      ...exchange,
      durationMs: round(exchange.durationMs),
      request: { ...request, path: cutText(request.path), body: request.body === null ? null : cutBody(request.body) },
      response: response && { ...response, body: cutBody(response.body) },
      step: paired ? index : stepOf(exchange, steps),
    };
  });
}

/** The one step during which the request arrived; `null` where several were under way in that millisecond. */
function stepOf(exchange: Exchange, steps: readonly Step[]): number | null {
  const arrived = Date.parse(exchange.startedAt);
  const candidates = steps.flatMap(({ startedAt, durationMs }, index) =>
    Math.floor(startedAt) <= arrived && arrived <= startedAt + durationMs ? [index] : [],
  );
  return candidates.length === 1 ? candidates[0]! : null;
}

function round(milliseconds: number): number {
  return Math.round(milliseconds * 100) / 100;
}
