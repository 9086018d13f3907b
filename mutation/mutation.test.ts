/** One mutant of every operator; `npm run mutation` plants them all. */
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';

import { loadContract } from '../spec/contract.js';
import { behaviours, suites } from '../suites/catalogue.js';
import { mutants, oneOfEach, operators } from './mutants.js';
import { places } from './plant.js';
import { survivors } from './survivors.js';
import { createLaboratory, type Laboratory } from './trial.js';

let laboratory: Laboratory;
beforeAll(async () => {
  laboratory = await createLaboratory();
});
afterAll(() => laboratory.close());

describe('the mutants', () => {
  const names = mutants.map(({ name }) => name);
  const chosen = oneOfEach();

  it('have names of their own', () => {
    expect(new Set(names).size).toBe(names.length);
  });
  it('are many', () => {
    expect(operators.length).toBeGreaterThanOrEqual(60);
    expect(names.length).toBeGreaterThanOrEqual(400);
  });
  it('break rules that the contract has', () => {
    const { rules } = loadContract();
    expect(operators.flatMap((operator) => operator.rules.filter((rule) => !rules.has(rule)))).toEqual([]);
  });
  it('survive only with a reason, and only where there is one', () => {
    expect(Object.keys(survivors).filter((name) => !names.includes(name))).toEqual([]);
  });
  it.each(places)(
    'with a defect in the %s are each caught by a behaviour that names it',
    { timeout: 600_000 },
    async (place) => {
      const missed: unknown[] = [];
      for (const mutant of chosen.filter(({ operator }) => operator.place === place)) {
        if (mutant.name in survivors) continue;
        const trial = await laboratory.try(mutant);
        if (trial.outcome !== 'named') missed.push(trial);
      }
      expect(missed).toEqual([]);
    },
  );
});

it('a client without a defect is a survivor', async () => {
  const [first] = mutants;
  const harmless = { ...first!, operator: { ...first!.operator, hooks: () => ({}) } };
  const oneOfEachSuite = suites.map((suite) => behaviours.find(({ id }) => id.startsWith(`${suite}/`))!);
  const small = await createLaboratory(oneOfEachSuite);
  onTestFinished(() => small.close());
  expect(await small.try(harmless)).toMatchObject({ outcome: 'survived', tried: suites.length });
});
