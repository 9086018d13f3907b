import type { Finding } from '../spec/exchange.js';
import { causesOf } from '../verdicts/causes.js';
import type { BehaviourRecord, ExchangeRecord, ResultRecord, Results, SdkRecord } from '../verdicts/model.js';
import { runVerdict } from '../verdicts/run-verdict.js';
import type { Verdict } from '../verdicts/verdicts.js';

/** What one result of a made-up run is; the rest of it is beside the point. */
export interface Cell {
  verdict: Verdict;
  /** What the application saw, a line a call; absent when it came to no end. */
  outcome?: string[];
  wire?: string[];
  /** Deviations of its one exchange. */
  deviations?: Finding[];
  /** What its one exchange sent as `get_or_create`. */
  query?: string;
  message?: string;
  known?: ResultRecord['known'];
}

/** Behaviour → result, for each SDK. */
export type Cells = Record<string, Record<string, Cell | Verdict>>;

/** A made-up run: `{ 'python@5.3.1': { 'create/stores': 'passed' } }`. */
export function runOf(cells: Cells): Results {
  const ids = [...new Set(Object.values(cells).flatMap(Object.keys))];
  const sdks = Object.keys(cells).map(sdkRecord);
  const results = Object.entries(cells).flatMap(([sdk, row]) =>
    Object.entries(row).map(([behaviour, cell]) =>
      resultRecord(sdk, behaviour, typeof cell === 'string' ? { verdict: cell } : cell),
    ),
  );
  const behaviours = ids.map(behaviourRecord);
  const suite = { version: '1.0.0', behaviours: ids.length, of: ids.length };
  return {
    schemaVersion: 2,
    contract: { title: 'Users API', version: '1.0.0', digest: 'c0ffee00'.repeat(8) },
    suite,
    startedAt: '2026-03-04T09:10:11.120Z',
    durationMs: 100,
    verdict: runVerdict({ sdks, results, suite }),
    causes: causesOf({ sdks, behaviours, results }),
    sdks,
    behaviours,
    results,
    parity: [],
    coverage: [],
  };
}

function sdkRecord(id: string): SdkRecord {
  const runner = id.split(/[@=]/)[0] ?? id;
  return {
    id,
    runner,
    language: runner,
    name: `stream-${runner}`,
    version: '5.3.1',
    runtime: `${runner} 1`,
    status: 'ran',
    credentials: ['secret'],
    calls: ['create'],
    example: null,
  };
}

function behaviourRecord(id: string): BehaviourRecord {
  const rule = { id: 'conflict', sentence: 'A taken id is a conflict.', source: 'documented' } as const;
  return { id, suite: suiteOf(id), sentence: `${id} holds`, rule };
}

const ended: readonly Verdict[] = ['passed', 'known', 'failed'];

function resultRecord(sdk: string, behaviour: string, cell: Cell): ResultRecord {
  const { verdict, outcome = ['create(john-doe) → done'], wire = ['POST /user/ → 201'], deviations = [], query } = cell;
  return {
    sdk,
    behaviour,
    suite: suiteOf(behaviour),
    verdict,
    durationMs: 1,
    checks: 1,
    before: [],
    steps: [],
    exchanges: deviations.length > 0 || query !== undefined ? [exchangeWith(deviations, query)] : [],
    ...(cell.message === undefined ? {} : { failure: { message: cell.message } }),
    ...(cell.known ? { known: cell.known } : {}),
    ...(ended.includes(verdict) ? { accounts: { outcome, wire } } : {}),
    command: `npx sdk-conformance run --sdk ${sdk} --only ${behaviour}`,
  };
}

function exchangeWith(deviations: Finding[], value: string | undefined): ExchangeRecord {
  const query: [string, string][] = value === undefined ? [] : [['get_or_create', value]];
  return {
    sequence: 1,
    startedAt: '2026-03-04T09:10:11.200Z',
    durationMs: 1,
    operation: 'addUser',
    request: { method: 'POST', path: '/api/v1.0/user/', query, headers: {}, token: null, body: null, bodyBytes: 0 },
    response: { status: 201, headers: {}, body: '{}' },
    violations: [],
    deviations,
    step: 0,
  };
}

function suiteOf(behaviour: string): string {
  return behaviour.split('/')[0] ?? '';
}
