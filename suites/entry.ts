/** The one test file vitest runs: every behaviour of every subject, as one test each, the subjects side by side. */
import { afterAll, describe, inject, type RunnerTestSuite, test } from 'vitest';

import { createMockClient } from '../mock/client.js';
import type { Hello } from '../runners/protocol/messages.js';
import { createSupervisor } from '../runners/supervisor.js';
import { withAppAhead } from './app-ahead.js';
import { behaviours } from './catalogue.js';
import type { Subject } from './engine.js';
import type { Observation } from './observation.js';
import { endingOf, observe } from './observe.js';

/** Stands between a behaviour's id and its round; no id has it. */
const roundMark = '#';

const baseUrl = inject('mockUrl');
const mock = withAppAhead(createMockClient(baseUrl));
const contract = inject('terms');
const repeat = inject('repeat');

for (const subject of inject('subjects')) {
  if (subject.behaviours.length > 0) describe.concurrent(subject.id, () => defineTests(subject));
}

/**
 * One behaviour after the other: each has the driver for itself. The next one takes it over at once, while the mock hands
 * over what it recorded of the one before.
 */
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
  const turns = behaviours
    .filter(({ id }) => subject.behaviours.includes(id))
    .flatMap((behaviour) => Array.from({ length: repeat }, (_, round) => ({ behaviour, round })));
  const observations = new Map<(typeof turns)[number], Promise<Observation>>();

  function begin(turn: (typeof turns)[number]): Promise<Observation> {
    const { behaviour, round } = turn;
    const onHello = (hello: Hello): void => {
      if (group) group.meta.hello = hello;
    };
    const label = `${behaviour.id}${roundMark}${round}`;
    const observation =
      observations.get(turn) ?? observe(behaviour, { supervisor, label, mock, baseUrl, contract, onHello });
    observations.set(turn, observation);
    return observation;
  }

  for (const [index, turn] of turns.entries()) {
    test(turn.behaviour.id, { concurrent: false }, async ({ task, skip }) => {
      group = task.suite;
      const observing = begin(turn);
      const next = turns[index + 1];
      if (next) void begin(next);
      const observation = await observing;
      task.meta.observation = observation;
      const { ending } = observation;
      if (ending.kind === 'not-applicable') skip(ending.reason);
      if (ending.kind !== 'held') throw new Error('message' in ending ? ending.message : ending.kind);
    });
  }
  afterAll(async () => {
    await supervisor.close();
    if (group) group.meta.late = late;
  });
}
