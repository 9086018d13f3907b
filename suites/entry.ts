/** The one test file vitest runs: every behaviour of one subject, as one test each. */
import { afterAll, inject, type RunnerTestFile, test } from 'vitest';

import { createMockClient } from '../mock/client.js';
import { createSupervisor } from '../runners/supervisor.js';
import { behaviours } from './catalogue.js';
import { endingOf, observe } from './observe.js';

/** Stands between a behaviour's id and its round; no id has it. */
const roundMark = '#';

const subject = inject('subject');
const mock = createMockClient(inject('mockUrl'));
const contract = inject('terms');
const late: NonNullable<RunnerTestFile['meta']['late']> = [];
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
    test(behaviour.id, async ({ task, skip }) => {
      const observation = await observe(behaviour, {
        supervisor,
        label: `${behaviour.id}${roundMark}${round}`,
        mock,
        baseUrl: inject('mockUrl'),
        contract,
        onHello: (hello) => {
          task.file.meta.hello = hello;
        },
      });
      task.meta.observation = observation;
      const { ending } = observation;
      if (ending.kind === 'not-applicable') skip(ending.reason);
      if (ending.kind !== 'held') throw new Error('message' in ending ? ending.message : ending.kind);
    });
  }
}

afterAll(async (_context, file) => {
  await supervisor.close();
  (file as RunnerTestFile).meta.late = late;
});
