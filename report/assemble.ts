import type { Contract } from '../spec/contract.js';
import type { Exchange } from '../spec/exchange.js';
import type { Behaviour } from '../suites/behaviour.js';
import { type Observation, overlap, type Step } from '../suites/observation.js';
import { applyBaseline, type Divergence } from './baseline.js';
import { coverageOf } from './coverage.js';
import { cutBody, cutText, cutValue } from './cut.js';
import type {
  BehaviourRecord,
  ExchangeRecord,
  ResultRecord,
  Results,
  RunVerdict,
  SdkRecord,
  StepRecord,
} from './model.js';
import { accountsOf, parityOf } from './parity.js';
import { runVerdict } from './run-verdict.js';
import type { Shard } from './shard.js';
import { failureOf, verdictOf, worst } from './verdict.js';

export interface Material {
  contract: Contract;
  suiteVersion: string;
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
  /** The command that runs one behaviour of one SDK again. */
  commandFor: (sdk: string, behaviour: string) => string;
}

/** Turns what was seen into verdicts and the one model that every report is made of. */
export function assembleResults(material: Material): { results: Results; stale: Divergence[] } {
  const { contract, behaviours, sdks, strict, repeat, shard } = material;
  const baseline = baselineOf(material);
  const cells = behaviours.flatMap((behaviour) => sdks.map((sdk) => ({ behaviour, sdk })));
  const verdicts = cells
    .filter(({ behaviour, sdk }) => shard === undefined || shard.includes(sdk.id, behaviour.id))
    .map(({ behaviour, sdk }) => resultOf(behaviour, sdk, material));
  const applied = applyBaseline(baseline, sdks, verdicts);
  const { results } = applied;
  // What allows nothing in one part may allow something in another.
  const stale = shard ? [] : applied.stale;
  return {
    stale,
    results: {
      schemaVersion: 1,
      contract: { title: contract.title, version: contract.version, digest: contract.digest },
      suite: { version: material.suiteVersion, behaviours: behaviours.length },
      startedAt: material.startedAt.toISOString(),
      durationMs: round(material.durationMs),
      verdict: verdictOfPart(runVerdict(sdks, results, { stale }), shard),
      sdks: [...sdks],
      behaviours: behaviours.map((behaviour) => describeBehaviour(behaviour, contract)),
      results,
      parity: parityOf(
        behaviours.map(({ id }) => id),
        results,
      ),
      coverage: coverageOf(contract.operations, sdks, results),
      terms: { strict, repeat, baseline: [...baseline] },
      ...(shard ? { shard: { index: shard.index, of: shard.of, plan: shard.plan } } : {}),
    },
  };
}

function verdictOfPart(verdict: RunVerdict, shard: Shard | undefined): RunVerdict {
  if (!shard) return verdict;
  return { ...verdict, sentence: `${verdict.sentence} This is part ${shard.index} of ${shard.of}; merge them all.` };
}

export function describeBehaviour({ id, suite, sentence, rule }: Behaviour, contract: Contract): BehaviourRecord {
  const entry = contract.rules.get(rule);
  if (!entry)
    throw new Error(`Failed to describe ${id}: the contract has no rule "${rule}". Add it to x-rules in openapi.yaml.`);
  return { id, suite, sentence, rule: entry };
}

/**
 * What one behaviour of one SDK came to. Of several rounds the worst is shown; of rounds that failed, one that the
 * baseline does not allow, so that a failure it lists cannot hide another.
 */
function resultOf(behaviour: Behaviour, sdk: SdkRecord, material: Material): ResultRecord {
  const { id, suite } = behaviour;
  const base = { sdk: sdk.id, behaviour: id, suite, command: material.commandFor(sdk.id, id) };
  const observations = (material.observations.get(sdk.id) ?? []).filter((observation) => observation.behaviour === id);
  const rounds = observations.map((observation) => ({ ...base, ...roundOf(observation, material.strict) }));
  const judged = applyBaseline(baselineOf(material), [sdk], rounds).results;
  const shown = judged[worst(judged)];
  if (!shown) {
    const failure = { message: sdk.reason ?? 'it was not run' };
    return { ...base, verdict: 'not-run', durationMs: 0, checks: 0, steps: [], exchanges: [], failure };
  }
  const verdicts = judged.map(({ verdict }) => verdict);
  return { ...shown, ...(new Set(verdicts).size > 1 ? { rounds: verdicts } : {}) };
}

/** Strictness allows nothing: no divergence is known, and what would be tolerated fails. */
function baselineOf({ strict, baseline }: Material): readonly Divergence[] {
  return strict ? [] : baseline;
}

type Round = Omit<ResultRecord, 'sdk' | 'behaviour' | 'suite' | 'command'>;

function roundOf(observation: Observation, strict: boolean): Round {
  const verdict = verdictOf(observation);
  const strays = strict && verdict === 'tolerated';
  const failure = strays ? { message: deviationsOf(observation) } : failureOf(observation);
  const accounts = accountsOf(observation);
  const { unsteady } = observation;
  return {
    verdict: strays ? 'failed' : verdict,
    durationMs: round(observation.durationMs),
    checks: observation.checks,
    steps: observation.steps.map(describeStep),
    exchanges: describeExchanges(observation),
    ...(failure ? { failure } : {}),
    ...(accounts ? { accounts } : {}),
    ...(unsteady ? { unsteady: { verdict: verdictOf(unsteady), failure: failureOf(unsteady) } } : {}),
  };
}

function deviationsOf({ exchanges }: Observation): string {
  return [...new Set(exchanges.flatMap(({ deviations }) => deviations.map(({ message }) => message)))].join(' ');
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
