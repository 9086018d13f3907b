/** vitest's set-up file for suites: every behaviour that a file declares becomes a test for each SDK. */
import { afterAll, inject, test } from 'vitest';

import './matchers.js';
import { type Behaviour, whenDeclared } from './behaviour.js';
import type { Observation } from './observation.js';
import { observe } from './observe.js';
import { apiFor, endFile, labelOf, supervisorOf } from './worker.js';

whenDeclared((behaviour) => {
  for (const { id: sdk, behaviours } of inject('sdks')) {
    if (behaviours && !behaviours.includes(behaviour.id)) continue;
    for (let round = 0; round < inject('repeat'); round += 1) defineTest(behaviour, sdk, round);
  }
});

// vitest reads what a hook needs off its first argument; this one needs nothing of it.
// eslint-disable-next-line no-empty-pattern
afterAll(async ({}, file) => {
  const late = await endFile();
  if (late) file.meta.late = late;
});

/** Concurrent, so that SDKs run side by side; the behaviours of one SDK take turns, because each has its driver for itself. */
function defineTest(behaviour: Behaviour, sdk: string, round: number): void {
  test.concurrent(`${behaviour.id} on ${sdk}`, async ({ task, expect, skip }) => {
    task.meta.sdk = sdk;
    const { observation, error } = await observe(behaviour, {
      supervisor: supervisorOf(sdk),
      label: labelOf(behaviour.id, round),
      api: await apiFor(sdk),
      expect,
      onHello: (hello) => (task.meta.hello = hello),
    });
    task.meta.observation = observation;
    const { ending } = observation;
    if (ending.kind === 'not-applicable') skip(ending.reason);
    if (ending.kind !== 'held') throw told(error ?? new Error('message' in ending ? ending.message : ''), observation);
  });
}

/** The error, with what was there before, what was called and what came in its message: vitest adds the difference. */
function told(error: unknown, { ending, before, steps }: Observation): unknown {
  if (!(error instanceof Error) || ending.kind !== 'broken') return error;
  const calls = steps.map(({ call, args, outcome }) => `called: ${call} ${json(args)} → ${json(outcome)}`);
  error.message = [ending.message, ...before.map((sentence) => `before: ${sentence}`), ...calls].join('\n');
  return error;
}

function json(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length <= 300 ? text : `${text.slice(0, 300)}…`;
}
