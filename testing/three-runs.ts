import type { Changes } from '../verdicts/changes.js';
import { diffResults } from '../verdicts/diff-results.js';
import { judgeAgainst } from '../verdicts/gate.js';
import type { Results } from '../verdicts/model.js';
import { type Cell, type Cells, runOf } from './run-of.js';

const listed = (entry: number, reason: string, remedy: string): Cell => ({
  verdict: 'known',
  message: 'get succeeds although it must fail',
  known: { by: 'list', reason, remedy, entry },
});

const unescaped = listed(0, 'An id with ? reaches another user: it is not escaped in the path.', 'Escape it.');
const unnamed = listed(1, 'Requests do not name the SDK: it sends no X-Stream-Client.', 'Send X-Stream-Client.');

const narrow: Cell = {
  verdict: 'passed',
  deviations: [
    {
      id: 'token/narrow-action',
      location: 'header.authorization',
      message: 'The token\'s action is "write"; the contract says "*".',
    },
  ],
};

const lost: Cell = { verdict: 'failed', message: 'create is sent twice after a lost connection' };

const calm: Cells = {
  go: { 'retrieve/odd-id': unescaped, 'create/stores': 'passed', 'create/names': 'passed', 'create/once': 'passed' },
  java: { 'retrieve/odd-id': unescaped, 'create/stores': narrow, 'create/names': unnamed, 'create/once': 'passed' },
};

/** "Is anything new?" No: what fails is on the list. */
export function calmRun(): Results {
  return runOf(calm);
}

/** "What do I fix in Java?" Two known causes, a deviation, and one that is new. */
export function runWithJava(): Results {
  return runOf({ ...calm, java: { ...calm['java'], 'create/once': lost } });
}

/** "Why is my release held?" Of one change in what is sent follows all else. */
export function heldRelease(): Results {
  const conflict: Cell = { verdict: 'passed', outcome: ['create(john-doe) → error 409, code 22'] };
  const message = 'create succeeds although it must fail';
  const swallowed: Cell = { verdict: 'failed', message, outcome: ['create(john-doe) → done'] };
  const ids = ['same-data', 'other-data', 'without-data', 'twice'].map((id) => `conflict/${id}-is-an-error`);
  const row = (cell: Cell, query: string): Record<string, Cell> => ({
    ...Object.fromEntries(ids.map((id) => [id, { ...cell, query }])),
    'create/stores': { verdict: 'passed', query },
  });
  const results = runOf({ 'python@5.3.1': row(conflict, 'False'), 'python=.': row(swallowed, 'True') });
  for (const sdk of results.sdks) if (sdk.id === 'python=.') sdk.build = 'commit 1a2b3c4, with uncommitted changes';
  const commandFor = (only: string) => `npx sdk-conformance gate --sdk python=. --against python@5.3.1 --only ${only}`;
  return judgeAgainst(results, [{ candidate: 'python=.', release: 'python@5.3.1' }], { commandFor });
}

/** "Is anything new since yesterday?" */
export function sinceYesterday(): Changes {
  return diffResults(calmRun(), runWithJava(), { before: 'yesterday', after: 'today' });
}
