import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { driverDoubles } from '../fixtures/doubles/driver-doubles.js';
import { doubles } from '../fixtures/doubles/doubles.js';
import { mockDefects } from '../fixtures/mock-defects.js';
import { type Mock, startMock } from '../mock/index.js';
import { judge } from '../verdicts/judge.js';
import type { Observation } from './observation.js';
import type { Launch } from '../runners/index.js';
import { packageRoot } from '../spec/package-root.js';
import { behaviours } from './catalogue.js';
import { runSuites, type SubjectObservations } from './engine.js';

/** Enough doubles at once to keep every core busy, few enough not to starve one into a timeout. */
const atOnce = 6;

function launchOf(script: string, ...args: string[]): Launch {
  return {
    command: ['node', join(packageRoot, 'dist', script), ...args],
    directory: packageRoot,
    environment: { PATH: process.env.PATH ?? '' },
  };
}

/** Behaviours run in the order of the catalogue, so this one comes after every behaviour about conflicts. */
const next = 'reference/keeps-an-id-of-digits';

const verdictOf = (observation: Observation) => judge(observation, { strict: false }).verdict;

const reference = launchOf('runners/reference/driver.js');

describe('the reference', () => {
  it('passes every behaviour, with nothing tolerated', async () => {
    const mock = await startMock({});
    const ids = behaviours.map(({ id }) => id);
    const [seen] = await runSuites({
      mockUrl: mock.url,
      subjects: [{ id: 'reference', launch: reference, behaviours: ids }],
    });
    await mock.close();
    const strictly = (observation: Observation) => judge(observation, { strict: true }).verdict;
    const verdicts = seen?.observations.map((observation) => [observation.behaviour, strictly(observation)]);
    expect(verdicts).toEqual(ids.map((id) => [id, 'passed']));
  });
});

describe('a double', () => {
  const seen = new Map<string, SubjectObservations>();
  let mock: Mock;

  beforeAll(async () => {
    mock = await startMock({});
    const subjects = Object.entries(doubles).map(([id, { caughtBy }]) => ({
      id,
      launch: launchOf('fixtures/doubles/driver.js', id),
      behaviours: [caughtBy, next],
      timeouts: { call: 5_000 },
    }));
    for (let start = 0; start < subjects.length; start += atOnce) {
      const observed = await runSuites({ mockUrl: mock.url, subjects: subjects.slice(start, start + atOnce) });
      for (const subject of observed) seen.set(subject.id, subject);
    }
  });
  afterAll(() => mock.close());

  for (const [id, { defect, caughtBy, as = 'failed' }] of Object.entries(doubles)) {
    it(`that ${id} (${defect}) is caught by ${caughtBy}`, () => {
      const observation = seen.get(id)?.observations.find(({ behaviour }) => behaviour === caughtBy);
      expect(observation && verdictOf(observation), JSON.stringify(observation?.ending)).toBe(as);
    });
  }

  for (const [id, { defect }] of Object.entries(driverDoubles)) {
    it(`that ${id} (${defect}) loses that behaviour and no other`, () => {
      const after = seen.get(id)?.observations.find(({ behaviour }) => behaviour === next);
      expect(after && verdictOf(after), JSON.stringify(after?.ending)).toBe('passed');
    });
  }
});

describe('a mock', () => {
  for (const [id, { defect, caughtBy, decorate }] of Object.entries(mockDefects)) {
    it(`that ${id} (${defect}) is caught by ${caughtBy}`, async () => {
      const mock = await startMock({ decorate });
      const subject = { id, launch: reference, behaviours: [caughtBy] };
      const [seen] = await runSuites({ mockUrl: mock.url, subjects: [subject] });
      await mock.close();
      const observation = seen?.observations[0];
      expect(observation && verdictOf(observation), JSON.stringify(observation?.ending)).toBe('failed');
    });
  }
});
