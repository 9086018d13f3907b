import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { type Mock, startMock } from '../mock/index.js';
import type { Launch } from '../runners/driver-process.js';
import { loadContract } from '../spec/contract.js';
import { packageRoot } from '../spec/package-root.js';
import { behaviours as all } from '../suites/catalogue.js';
import { runSuites } from '../run/run-suites.js';
import { assembleResults } from './assemble.js';
import { mergeResults, type Part } from './merge.js';
import type { Results, SdkRecord } from './model.js';
import { type Shard, shardOf } from './shard.js';
import { runOf } from '../testing/run-of.js';

const contract = loadContract();
const chosen = all.filter(({ suite }) => ['conflict', 'update', 'reference'].includes(suite));

function launch(script: string, ...args: string[]): Launch {
  return { command: ['node', join(packageRoot, 'dist', script), ...args], directory: packageRoot };
}

const launches: Record<string, Launch> = {
  reference: launch('runners/reference/driver.js'),
  double: launch('fixtures/doubles/driver.js', 'merges-on-update'),
};

const baseline = [
  // Needed by one behaviour only, and so by one part only.
  {
    sdk: 'double',
    versions: '*',
    behaviour: 'update',
    exact: false,
    reason: 'it merges',
    place: 'known.yaml:2: - sdk',
    entry: 0,
  },
  {
    sdk: 'double',
    versions: '*',
    behaviour: 'conflict',
    exact: false,
    reason: 'none',
    place: 'known.yaml:6: - sdk',
    entry: 1,
  },
];

function sdkRecord(id: string): SdkRecord {
  const base = { runner: id, language: 'TypeScript', name: id, version: '1.0.0', runtime: 'Node.js', example: null };
  return { ...base, id, status: 'ran', credentials: ['secret'], calls: [] };
}

async function run(mock: Mock, shard?: Shard): Promise<{ results: Results; stale: unknown[] }> {
  const ids = (sdk: string) => chosen.map(({ id }) => id).filter((id) => !shard || shard.includes(sdk, id));
  const subjects = Object.entries(launches)
    .map(([id, own]) => ({ id, launch: own, behaviours: ids(id) }))
    .filter(({ behaviours }) => behaviours.length > 0);
  const seen = await runSuites({ sdks: subjects });
  return assembleResults({
    contract,
    suite: { version: '1.0.0', of: chosen.length },
    startedAt: new Date(0),
    durationMs: 1,
    behaviours: chosen,
    sdks: subjects.map(({ id }) => sdkRecord(id)),
    observations: new Map(seen.map(({ id, observations }) => [id, observations])),
    baseline,
    strict: false,
    repeat: 1,
    shard,
    commandFor: (sdk, behaviour) => `${sdk} ${behaviour}`,
  });
}

describe('five parts of one run', () => {
  let mock: Mock;
  beforeAll(async () => {
    mock = await startMock();
  });
  afterAll(() => mock.close());

  it('merge into the verdicts, the parity and the coverage of the run undivided', async () => {
    const whole = await run(mock);
    const plan = {
      contract: contract.digest,
      suite: '1.0.0',
      sdks: Object.keys(launches),
      behaviours: chosen.map(({ id }) => id),
      strict: false,
      repeat: 1,
      baseline,
    };
    const parts: Part[] = [];
    for (const index of [3, 1, 5, 2, 4]) {
      const { results } = await run(mock, shardOf(plan, index, 5));
      // As if it had been written to a file and read again.
      parts.push({ file: `part-${index}/results.json`, results: JSON.parse(JSON.stringify(results)) as Results });
    }
    const merged = mergeResults(parts);
    const verdicts = ({ results }: Results) =>
      results.map(({ sdk, behaviour, verdict, known, command }) => [sdk, behaviour, verdict, known, command]);
    expect(verdicts(merged.results)).toEqual(verdicts(whole.results));
    expect(merged.results.verdict).toEqual(whole.results.verdict);
    expect(merged.results.parity).toEqual(whole.results.parity);
    expect(merged.results.causes).toEqual(whole.results.causes);
    expect(merged.results.coverage).toEqual(whole.results.coverage);
    expect(merged.results.sdks).toEqual(whole.results.sdks);
    expect(merged.stale).toEqual(whole.stale);
    expect(whole.results.parity.length).toBeGreaterThan(0);
    expect(whole.results.verdict.counts.known).toBeGreaterThan(0);
    expect(parts[0]?.results.verdict.sentence).toMatch(/This is part 3 of 5; merge them all\.$/);
  });
});

describe('what does not belong together', () => {
  const part = (file: string, change: (results: Results) => void = () => undefined): Part => {
    const results = runOf({ go: { 'create/x': 'passed', 'create/y': 'passed' } });
    change(results);
    return { file, results };
  };
  const shard =
    (index: number, of = 3, plan = 'a') =>
    (results: Results) => {
      results.shard = { index, of, plan };
    };

  it.each<[string, Part[], string]>([
    ['nothing', [], 'Failed to merge: nothing is named.'],
    [
      'another contract',
      [part('a'), part('b', (results) => (results.contract.digest = 'beef'))],
      'Failed to merge a with b: each has another contract (Users API 1.0.0, c0ffee00',
    ],
    [
      'another version of the suites',
      [part('a'), part('b', (results) => (results.suite.version = '1.0.1'))],
      'each has another version of the suites (1.0.0; 1.0.1). Run both with the same version of sdk-conformance.',
    ],
    [
      'other behaviours',
      [part('a'), part('b', (results) => results.behaviours.pop())],
      'each has another choice of behaviours (create/x, create/y; create/x). Run both with the same --only.',
    ],
    [
      'another target',
      [part('a'), part('b', (results) => (results.target = 'https://other.example'))],
      'each has another target (the mock; https://other.example). Run both with the same --target.',
    ],
    [
      'another seed',
      [part('a', (results) => (results.suite.seed = 7)), part('b', (results) => (results.suite.seed = 8))],
      'each has another seed (7; 8). Run both with the same --seed.',
    ],
    [
      'a missing part',
      [part('a', shard(1)), part('c', shard(3))],
      'Failed to merge a, c: part 2/3 of the same plan is missing.',
    ],
    [
      'parts of another plan',
      [part('a', shard(1, 2)), part('b', shard(2, 2, 'other'))],
      'Failed to merge a: part 2/2 of the same plan is missing. Name every part; parts of one run have the same --sdk, --only, --timings and --baseline.',
    ],
    [
      'a doubled part',
      [part('a', shard(1, 2)), part('b', shard(2, 2)), part('c', shard(2, 2))],
      'Failed to merge b with c: both are part 2 of 2. Name one of them.',
    ],
    ['the same SDK twice', [part('a'), part('b')], 'both ran go, and not as parts of one run. Name one of them.'],
    [
      'another version of an SDK',
      [
        part('a', shard(1, 2)),
        part('b', (results) => {
          shard(2, 2)(results);
          results.sdks[0]!.version = '5.4.0';
        }),
      ],
      'go was 5.3.1 in the one and 5.4.0 in the other. Run both with the same version.',
    ],
    [
      'a gate',
      [part('a', (results) => (results.changes = { before: 'x', after: 'y', compared: 0, causes: [], items: [] }))],
      'Failed to merge a: it is of a gate, which has judged already. Merge the results of "run".',
    ],
  ])('%s is refused', (_name, parts, sentence) => {
    expect(() => mergeResults(parts)).toThrow(sentence);
  });

  it('what all parts have in common is kept, and what they are a part of is said', () => {
    const python = runOf({ python: { 'create/x': 'passed', 'create/y': 'passed' } });
    const alike = ({ results }: Part) => {
      results.target = 'https://api.example';
      Object.assign(results.suite, { seed: 7, of: 184, part: '--only create' });
    };
    const parts = [part('a'), { file: 'b', results: python }];
    parts.forEach(alike);
    const { results } = mergeResults(parts);
    expect(results).toMatchObject({
      target: 'https://api.example',
      suite: { seed: 7, of: 184, part: '--only create' },
    });
    expect(results.verdict.sentence).toMatch(/ holds\. This is 2 of 184 behaviours \(--only create\)\.$/);
  });

  it('a part in which an SDK could not run leaves the whole unjudged', () => {
    const idle = part('b', (results) => {
      shard(2, 2)(results);
      Object.assign(results.sdks[0]!, { status: 'not-run', reason: 'its registry cannot be reached' });
    });
    expect(() => mergeResults([part('a', shard(1, 2)), idle])).toThrow(
      expect.objectContaining({
        unjudged: true,
        message: 'Failed to merge a with b: go did not run in b: its registry cannot be reached. Run that part again.',
      }),
    );
  });

  it('a part that a signal ended leaves the whole unjudged', () => {
    const ended = part('b', (results) => {
      shard(2, 2)(results);
      results.interrupted = 'SIGTERM';
    });
    const message =
      'Failed to merge b: its run was ended by SIGTERM, and the whole would lack what it left out. Run it again.';
    expect(() => mergeResults([part('a', shard(1, 2)), ended])).toThrow(
      expect.objectContaining({ unjudged: true, message }),
    );
  });

  it('an SDK that ran contained in one part alone did not run contained', () => {
    const open = { contained: false, reason: 'bubblewrap is not installed' } as const;
    const parts = ([{ contained: true, by: 'bubblewrap 0.8.0' }, open] as const).map((containment, index) =>
      part(`${index}`, (results) => {
        shard(index + 1, 2)(results);
        results.sdks[0]!.containment = containment;
      }),
    );
    expect(mergeResults(parts).results.sdks[0]?.containment).toEqual(open);
  });

  it('runs of different SDKs belong together', () => {
    const python = runOf({ python: { 'create/x': 'passed', 'create/y': 'failed' } });
    const { results } = mergeResults([part('a'), { file: 'b', results: python }]);
    expect(results.sdks.map(({ id }) => id)).toEqual(['go', 'python']);
    expect(results.verdict).toMatchObject({ exitCode: 1, sentence: 'Failed: 1 behaviour in python does not hold.' });
  });
});
