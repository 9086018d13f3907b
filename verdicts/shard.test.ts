import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { type Cell, type Plan, shardOf, type Weigh, weighByResults } from './shard.js';
import { runOf } from '../testing/run-of.js';

const plan: Plan = {
  contract: 'c0ffee',
  suite: '1.0.0',
  sdks: ['go', 'python'],
  behaviours: Array.from({ length: 10 }, (_, index) => `create/number-${index}`),
  strict: false,
  repeat: 1,
  baseline: [],
};

const cellsOf = ({ sdks, behaviours }: Plan): Cell[] =>
  sdks.flatMap((sdk) => behaviours.map((behaviour) => ({ sdk, behaviour })));

function divide(whole: Plan, of: number, weigh?: Weigh): Cell[][] {
  return Array.from({ length: of }, (_, at) => {
    const { includes } = shardOf(whole, at + 1, of, weigh);
    return cellsOf(whole).filter(({ sdk, behaviour }) => includes(sdk, behaviour));
  });
}

describe('the parts of a run', () => {
  it('are together the whole, each cell once, none empty, and differ by the longest cell at most', () => {
    const weights = fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 20, maxLength: 20 });
    fc.assert(
      fc.property(weights, fc.integer({ min: 1, max: 20 }), (list, of) => {
        const cells = cellsOf(plan);
        const weigh: Weigh = ({ sdk, behaviour }) =>
          list[cells.findIndex((cell) => cell.sdk === sdk && cell.behaviour === behaviour)] ?? 1;
        const parts = divide(plan, of, weigh);
        expect(parts.flat()).toEqual(cells);
        expect(parts.every((part) => part.length > 0)).toBe(true);
      }),
    );
  });

  it('take about the same time', () => {
    const weigh: Weigh = ({ sdk, behaviour }) => (sdk === 'go' ? 1 : Number(behaviour.split('-').at(-1)) + 1);
    const sums = divide(plan, 5, weigh).map((part) => part.reduce((sum, cell) => sum + weigh(cell), 0));
    expect(Math.max(...sums) - Math.min(...sums)).toBeLessThanOrEqual(10);
    expect(sums.reduce((sum, part) => sum + part, 0)).toBe(65);
  });

  it('keep the behaviours of an SDK together, so that few SDKs are installed', () => {
    expect(divide(plan, 4).map((part) => new Set(part.map(({ sdk }) => sdk)).size)).toEqual([1, 1, 1, 1]);
  });

  it('have one plan, which is another when anything about the run is', () => {
    const digest = shardOf(plan, 1, 5).plan;
    expect(shardOf(structuredClone(plan), 2, 5).plan).toBe(digest);
    const divergence = {
      sdk: 'go',
      versions: '*',
      behaviour: 'create',
      exact: false,
      reason: 'x',
      place: 'a.yaml:2',
      entry: 0,
    };
    const others: Plan[] = [
      { ...plan, contract: 'other' },
      { ...plan, suite: '1.0.1' },
      { ...plan, sdks: ['go'] },
      { ...plan, strict: true },
      { ...plan, repeat: 2 },
      { ...plan, baseline: [divergence] },
    ];
    const digests = [digest, shardOf(plan, 1, 4).plan, ...others.map((other) => shardOf(other, 1, 5).plan)];
    expect(new Set(digests).size).toBe(digests.length);
    expect(shardOf({ ...plan, baseline: [{ ...divergence, place: 'b.yaml:2' }] }, 1, 5).plan).toBe(digests.at(-1));
  });

  it('are refused when there are more of them than there is to do', () => {
    expect(() => shardOf({ ...plan, sdks: ['go'], behaviours: ['create/x'] }, 1, 2)).toThrow(
      'Failed to divide the run into 2 parts: there is only one behaviour to run. Use --shard 1/1 or fewer parts.',
    );
  });
});

it('durations of an earlier run are weights, also for another version; what it did not run counts as average', () => {
  const results = runOf({
    'python@5.2.0': { 'create/x': 'passed', 'create/y': 'passed' },
    go: { 'create/x': 'not-run' },
  });
  results.results[0]!.durationMs = 10;
  results.results[1]!.durationMs = 30;
  const weigh = weighByResults(results);
  expect(weigh({ sdk: 'python=.', behaviour: 'create/y' })).toBe(30);
  expect(weigh({ sdk: 'go', behaviour: 'create/x' })).toBe(20);
});
