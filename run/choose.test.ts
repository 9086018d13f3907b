import { expect, test } from 'vitest';

import { packagedRunners } from '../runners/load.js';
import { chooseSdk, chooseSdks, runnersWords } from './choose.js';

test.each([
  ['python', {}],
  ['python@5.2.0', { version: '5.2.0' }],
  ['python@latest', { version: 'latest' }],
  ['python=../stream-python', { checkout: '../stream-python' }],
  ['python=../a=b@c', { checkout: '../a=b@c' }],
])('%s is %j', (flag, source) => {
  const choice = chooseSdk(flag, packagedRunners);
  expect(choice).toMatchObject({ id: flag, runner: { id: 'python' }, named: true });
  expect(choice.source).toEqual(source);
});

test('an SDK that is named twice runs once, and without a name all run but the reference', () => {
  expect(chooseSdks(['go', 'go', 'go@latest'], packagedRunners).map(({ id }) => id)).toEqual(['go', 'go@latest']);
  const ids = packagedRunners.map(({ id }) => id);
  expect(chooseSdks([], packagedRunners).map(({ id }) => id)).toEqual(ids.filter((id) => id !== 'reference'));
});

test('a command names the folders that its SDKs were found in, once', () => {
  const [runner] = packagedRunners;
  const choice = { id: 'toy', source: {}, named: true } as const;
  const found = (foundIn?: string) => ({ ...choice, runner: { ...runner!, foundIn } });
  expect(runnersWords([found(), found('./conformance'), found('./conformance')])).toEqual([
    '--runners',
    './conformance',
  ]);
});
