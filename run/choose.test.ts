import { expect, test } from 'vitest';

import { packagedRunners } from '../runners/load.js';
import { chooseSdk, chooseSdks, runnersWords } from './choose.js';

test.each([
  ['python', { kind: 'release' }],
  ['python@5.2.0', { kind: 'version', version: '5.2.0' }],
  ['python@latest', { kind: 'latest' }],
  ['python=../stream-python', { kind: 'checkout', path: '../stream-python' }],
  ['python=../a=b@c', { kind: 'checkout', path: '../a=b@c' }],
])('%s is %j', (flag, source) => {
  expect(chooseSdk(flag, packagedRunners)).toMatchObject({ id: flag, runner: { id: 'python' }, source, named: true });
});

test('an SDK that is named twice runs once, and without a name all run but the reference', () => {
  expect(chooseSdks(['go', 'go', 'go@latest'], packagedRunners).map(({ id }) => id)).toEqual(['go', 'go@latest']);
  const ids = packagedRunners.map(({ id }) => id);
  expect(chooseSdks([], packagedRunners).map(({ id }) => id)).toEqual(ids.filter((id) => id !== 'reference'));
});

test('a command names the folders that its SDKs were found in, once', () => {
  const [runner] = packagedRunners;
  const choice = { id: 'toy', source: { kind: 'release' }, named: true } as const;
  const found = (foundIn?: string) => ({ ...choice, runner: { ...runner!, foundIn } });
  expect(runnersWords([found(), found('./conformance'), found('./conformance')])).toEqual([
    '--runners',
    './conformance',
  ]);
});
