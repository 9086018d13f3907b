import { createExpect } from 'vitest';

import { type Answer, type Mock, startMock } from '../mock/index.js';
import { loadContract } from '../spec/contract.js';
import type { Behaviour } from '../suites/behaviour.js';
import { apiCalls, inWords } from '../suites/calls.js';
import { behaviours } from '../suites/catalogue.js';
import { startImpostor } from '../suites/impostor.js';
import '../suites/matchers.js';
import type { Observation } from '../suites/observation.js';
import { observe } from '../suites/observe.js';
import { connectReference, inProcess } from '../testing/in-process.js';
import type { Mutant } from './mutants.js';
import { rulesOf } from './operator.js';
import { servedCall } from './operators/mock-changes.js';
import { judge } from '../verdicts/judge.js';
import { plant } from './plant.js';

/** What became of a mutant. */
export interface Trial {
  mutant: string;
  /** `named`: by a behaviour that rests on a rule which the mutant breaks. */
  outcome: 'named' | 'by chance' | 'survived';
  /** The behaviour that caught it, and what it said. */
  caughtBy?: string;
  message?: string;
  /** How many behaviours were run on it. */
  tried: number;
}

/** Plants mutants one after the other, and runs behaviours on each until one catches it. */
export interface Laboratory {
  try(mutant: Mutant): Promise<Trial>;
  close(): Promise<void>;
}

const ruleOf = new Map(behaviours.map(({ id, rule }) => [id, rule]));

export async function createLaboratory(chosen = behaviours): Promise<Laboratory> {
  /** What is planted in the mock right now. */
  let planted: (answer: Answer) => Answer = (answer) => answer;
  const mocks = [
    await startMock(),
    await startMock({ decorate: (answer) => (call) => planted(answer)(call), onDefect: () => undefined }),
  ] as const;
  const impostor = await startImpostor();
  const { limits } = loadContract();
  /** Behaviours that caught an operator before, and those that caught one of its kind, the last first. */
  const known = new Map<string, string[]>();
  /** Milliseconds that a behaviour took when it was last run. */
  const took = new Map<string, number>();

  async function run(behaviour: Behaviour, supervisor: ReturnType<typeof inProcess>, mock: Mock): Promise<Observation> {
    const api = { baseUrl: mock.url, control: mock.control, impostor, limits };
    return (await observe(behaviour, { supervisor, api, expect: createExpect() })).observation;
  }

  return {
    async try(mutant) {
      const { operator, calls, name, only } = mutant;
      const rules = rulesOf(operator, calls);
      const decorate = operator.decorate?.((call) => {
        const served = servedCall(call);
        return served !== undefined && calls.has(served);
      });
      const mock = mocks[decorate ? 1 : 0];
      // What a planted mock remembers, it remembers from call to call.
      let wrapped: Answer | undefined;
      if (decorate) planted = (answer) => (wrapped ??= decorate(answer));
      const supervisor = inProcess(operator.hooks ? plant(operator.hooks(), calls, only) : connectReference);
      let chance: Trial | undefined;
      let tried = 0;
      const before = { operator: known.get(key(mutant)) ?? [], kind: known.get(kindOf(mutant)) ?? [], took };
      for (const behaviour of inOrder(chosen, mutant, before)) {
        // By chance is only found out once all that could name it have been tried.
        if (chance && !rules.includes(behaviour.rule)) continue;
        tried += 1;
        const started = performance.now();
        const seen = await run(behaviour, supervisor, mock);
        took.set(behaviour.id, performance.now() - started);
        if (judge(seen, { strict: false }).verdict !== 'failed' || seen.ending.kind !== 'broken') continue;
        const rule = seen.ending.rule ?? ruleOf.get(behaviour.id) ?? '';
        const { message } = seen.ending;
        if (rules.includes(rule)) {
          for (const caught of [key(mutant), kindOf(mutant)]) {
            known.set(caught, [behaviour.id, ...(known.get(caught) ?? []).filter((id) => id !== behaviour.id)]);
          }
          return { mutant: name, outcome: 'named', caughtBy: behaviour.id, message, tried };
        }
        chance ??= { mutant: name, outcome: 'by chance', caughtBy: behaviour.id, message, tried };
      }
      return { ...(chance ?? { mutant: name, outcome: 'survived' }), tried };
    },
    async close() {
      for (const server of [...mocks, impostor]) await server.close();
    },
  };
}

const key = ({ operator }: Mutant): string => `${operator.place}/${operator.id}`;

/** `status-of-400` and `status-of-413` are of one kind. */
const kindOf = (mutant: Mutant): string => key(mutant).replace(/-+\w+$/, '-');

/** What is known of the behaviours so far: those that caught the operator, and one of its kind; and how long each takes. */
interface Experience {
  operator: readonly string[];
  kind: readonly string[];
  took: ReadonlyMap<string, number>;
}

/**
 * Those that caught the operator elsewhere, as they are about these calls; then by rule, what takes long last; then those
 * about these calls.
 */
function inOrder(chosen: readonly Behaviour[], { operator, calls }: Mutant, before: Experience): Behaviour[] {
  const words = [...calls].map(inWords);
  const rules = rulesOf(operator, calls);
  const likely = new Set(before.operator.flatMap((id) => [...words.map((word) => about(id, word)), id]));
  const weight = ({ id, rule }: Behaviour): number =>
    (likely.has(id) ? 8 : 0) +
    (rules.includes(rule) ? 4 : 0) +
    (words.some((word) => id.includes(`/${word}-`)) ? 2 : 0) +
    (rules.includes(rule) && before.kind.includes(id) ? 2 : 0) -
    Math.min(3, (before.took.get(id) ?? 0) / 100);
  return chosen.toSorted((a, b) => weight(b) - weight(a));
}

/** Longer names first, as some begin with others. */
const anyCall = new RegExp(
  `/(${apiCalls
    .map(inWords)
    .toSorted((a, b) => b.length - a.length)
    .join('|')})-`,
);

/** The behaviour of the same kind about another call. */
function about(id: string, word: string): string {
  return id.replace(anyCall, `/${word}-`);
}
