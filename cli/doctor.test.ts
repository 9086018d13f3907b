import pc from 'picocolors';
import { afterAll, expect, test } from 'vitest';

import { doctorAdvice, doctorNews, doctorTable, doctorVerdict } from './doctor-report.js';
import type { Diagnosis } from '../run/examine.js';
import { sentenceOf } from '../run/contain.js';
import { inspectContainment } from '../runners/containment.js';
import { wrap } from '../report/terminal-text.js';
import { oneLine } from '../verdicts/text.js';
import { createWorkplace } from '../testing/command.js';

const place = createWorkplace();
afterAll(place.remove);
const plain = pc.createColors(false);

test('exit 0: what can run is told, with its tools', async () => {
  const { exitCode, stdout, stderr } = await place.run(['doctor', '--sdk', 'reference']);
  const contained = wrap(sentenceOf(await inspectContainment()), 80).join('\n');
  expect(stdout).toBe(
    `✓ reference  not installed yet  node ${process.versions.node}\n\n${contained}\n\nThe SDK can run here. The first run installs it.\n`,
  );
  expect(stderr).toBe('');
  expect(exitCode).toBe(0);
});

test('exit 3: what is missing is told, with its remedy', async () => {
  const { exitCode, stdout } = await place.run(['doctor', '--sdk', 'python', '--sdk', 'reference'], {
    PATH: place.folder,
  });
  expect(exitCode).toBe(3);
  expect(stdout).toMatch(/^✕ python +\S+ +not installed yet +python3 is not installed$/m);
  expect(oneLine(stdout)).toMatch(/ python cannot run: python3 is not installed\. Install Python 3\.10 or newer /);
  expect(stdout).toMatch(/^1 of 2 SDKs can run here\.$/m);
});

test('exit 3: offline, what is not installed yet cannot run', async () => {
  const { exitCode, stdout } = await place.run(['doctor', '--offline', '--sdk', 'javascript', '--json']);
  expect(exitCode).toBe(3);
  expect(JSON.parse(stdout)).toMatchObject({
    ready: false,
    sdks: [
      {
        id: 'javascript',
        ready: false,
        installed: false,
        missing: [],
        registry: { state: 'not-asked' },
        advice: expect.stringMatching(/^javascript cannot run: it is not installed yet, .* Run without --offline/),
      },
    ],
  });
});

test('exit 3: a registry that nobody answers for is told, as the user set it', async () => {
  const environment = { npm_config_registry: 'http://localhost:1/' };
  const { exitCode, stdout } = await place.run(
    ['doctor', '--sdk', 'javascript', '--sdk', 'javascript-client'],
    environment,
  );
  expect(exitCode).toBe(3);
  expect(oneLine(stdout)).toMatch(
    / javascript cannot run: it is not installed yet, and the npm registry cannot be reached \(.*ECONNREFUSED.*\)\./,
  );
});

test('without --sdk every SDK is looked at, and the reference is none', async () => {
  const { exitCode, stdout } = await place.run(['doctor', '--json'], {
    PATH: place.folder,
    SDK_CONFORMANCE_RUNNERS: '',
  });
  expect(exitCode).toBe(3);
  const ids = (JSON.parse(stdout) as { sdks: Diagnosis[] }).sdks.map(({ id }) => id);
  expect(ids).toEqual(expect.arrayContaining(['javascript', 'python', 'go', 'java']));
  expect(ids).not.toContain('reference');
});

test('exit 2: a checkout that is none is told', async () => {
  const { exitCode, stderr } = await place.run(['doctor', '--sdk', 'python=nowhere']);
  expect(stderr).toMatch(/^Failed to install stream-python from .*nowhere: there is no such folder\. /);
  expect(exitCode).toBe(2);
});

function diagnosis(change: Partial<Diagnosis>): Diagnosis {
  return {
    id: 'toy',
    language: 'Toy',
    package: 'toy-sdk',
    version: '2.3.4',
    ready: false,
    tools: [{ tool: 'toyc', version: '1.0.0' }],
    missing: [],
    installed: false,
    registry: { name: 'the toy shop', state: 'answers' },
    ...change,
  };
}
const registry = (state: Diagnosis['registry']['state'], detail?: string): Partial<Diagnosis> => ({
  registry: { name: 'the toy shop', state, detail },
});
const diagnoses = [
  diagnosis({ ready: true, installed: true }),
  diagnosis({ id: 'toy-next', ready: true, version: null }),
  diagnosis({ id: 'gone', ...registry('not-found', 'E404 no such toy') }),
  diagnosis({ id: 'dark', ...registry('registry-unreachable', 'no answer within 30 s') }),
  diagnosis({ id: 'odd', ...registry('runner-fails', 'no module named toy') }),
  diagnosis({ id: 'alone', ...registry('not-asked') }),
  diagnosis({
    id: 'bare',
    tools: [],
    missing: [
      { tool: 'toyc', reason: 'toyc is not installed', remedy: 'Install it from the toy shop.' },
      { tool: 'toypack', reason: 'toypack is 1.0.0, and >=2 is needed', remedy: 'Install toypack 2.' },
    ],
    ...registry('not-asked'),
  }),
];

test('each has a row, which is cut where the screen ends', () => {
  expect(doctorTable(diagnoses, { colors: plain, width: 80 })).toMatchInlineSnapshot(`
    "✓ toy       2.3.4  installed                        toyc 1.0.0
    ✓ toy-next         the toy shop has it              toyc 1.0.0
    ✕ gone      2.3.4  the toy shop does not have it    toyc 1.0.0
    ✕ dark      2.3.4  the toy shop cannot be reached   toyc 1.0.0
    ✕ odd       2.3.4  the toy shop could not be asked  toyc 1.0.0
    ✕ alone     2.3.4  the toy shop was not asked       toyc 1.0.0
    ✕ bare      2.3.4  not installed yet
                toyc is not installed, toypack is 1.0.0, and >=2 is needed"
  `);
});

test('each that cannot run comes with what to do', () => {
  expect(doctorAdvice(diagnoses).join('\n')).toMatchInlineSnapshot(`
    "gone cannot run: it is not installed yet, and the toy shop does not have it (E404 no such toy). Name a version that the toy shop has, or correct the settings that say where it is.
    dark cannot run: it is not installed yet, and the toy shop cannot be reached (no answer within 30 s). Check the network and the settings for the toy shop.
    odd cannot run: it is not installed yet, and the toy shop could not be asked (no module named toy). Check the network and the settings for the toy shop.
    alone cannot run: it is not installed yet, and the toy shop was not asked. Run without --offline, on a machine with a network.
    bare cannot run: toyc is not installed. Install it from the toy shop. Also, toypack is 1.0.0, and >=2 is needed. Install toypack 2."
  `);
});

test('a release that is newer than the pinned one is told, with how to take it', () => {
  expect(doctorNews([...diagnoses, diagnosis({ newer: '2.4.0' })])).toEqual([
    'toy: toy-sdk 2.4.0 is the newest release, 2.3.4 is pinned here. Take it with: --sdk toy@2.4.0',
  ]);
});

test.each([
  [diagnoses, '2 of 7 SDKs can run here.'],
  [diagnoses.slice(0, 1), 'The SDK can run here.'],
  [diagnoses.slice(0, 2), 'All 2 SDKs can run here. The first run installs 1 of them.'],
  [diagnoses.slice(1, 2), 'The SDK can run here. The first run installs it.'],
])('the last word counts (%#)', (given, sentence) => {
  expect(doctorVerdict(given, plain)).toBe(sentence);
});
