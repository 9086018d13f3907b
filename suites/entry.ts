/** The one test file vitest runs: every behaviour of every subject, as one test each, the subjects side by side. */
import { afterAll, describe, inject, type RunnerTestSuite, test } from 'vitest';

import { createMockClient } from '../mock/client.js';
import { createSupervisor } from '../runners/supervisor.js';
import { withAppAhead } from './app-ahead.js';
import { behaviours } from './catalogue.js';
import type { Subject } from './engine.js';
import { endingOf, observe } from './observe.js';

/** Stands between a behaviour's id and its round; no id has it. */
const roundMark = '#';

const mock = withAppAhead(createMockClient(inject('mockUrl')));
const contract = inject('terms');

for (const subject of inject('subjects')) {
  if (subject.behaviours.length > 0) describe.concurrent(subject.id, () => defineTests(subject));
}

/** One behaviour after the other: each has the driver for itself. */
function defineTests(subject: Subject): void {
  const late: NonNullable<RunnerTestSuite['meta']['late']> = [];
  /** These tests together, once one of them runs. */
  let group: RunnerTestSuite | undefined;
  const supervisor = createSupervisor(subject.launch, {
    timeouts: subject.timeouts,
    onLate({ label, failure }) {
      const [behaviour = '', round] = label.split(roundMark);
      late.push({ behaviour, round: Number(round), ending: endingOf(failure) });
    },
  });
  for (const behaviour of behaviours) {
    if (!subject.behaviours.includes(behaviour.id)) continue;
    for (let round = 0; round < inject('repeat'); round += 1) {
      test(behaviour.id, { concurrent: false }, async ({ task, skip }) => {
        group = task.suite;
        const observation = await observe(behaviour, {
          supervisor,
          label: `${behaviour.id}${roundMark}${round}`,
          mock,
          baseUrl: inject('mockUrl'),
          contract,
          onHello: (hello) => {
            if (group) group.meta.hello = hello;
          },
        });
        task.meta.observation = observation;
        const { ending } = observation;
        if (ending.kind === 'not-applicable') skip(ending.reason);
        if (ending.kind !== 'held') throw new Error('message' in ending ? ending.message : ending.kind);
      });
    }
  }
  afterAll(async () => {
    await supervisor.close();
    if (group) group.meta.late = late;
  });
}
