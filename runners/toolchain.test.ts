import { expect, test } from 'vitest';

import type { Tool } from './runner.js';
import { inspectToolchain, toolchainFingerprint } from './toolchain.js';

const needing = (...tools: Tool[]): { tools: Tool[] } => ({ tools });

const remedy = 'Get it.';

test('tools that are there are reported with their versions', async () => {
  const runner = needing({ command: ['node', '--version'], version: '>=18', remedy });
  expect(await inspectToolchain(runner)).toEqual({
    tools: [{ tool: 'node', version: process.versions.node }],
    missing: [],
  });
});

test.each([
  [['no-such-tool', '--version'], '>=1', 'no-such-tool is not installed'],
  [['node', '--version'], '>=999', `node is ${process.versions.node}, and >=999 is needed`],
  [['node', '-e', ''], '>=1', 'node -e  prints no version'],
  [['node', '--no-such-option'], '>=1', /^node --no-such-option fails \(.*bad option: --no-such-option\)$/],
] as const)('%j is missing', async (command, version, reason) => {
  expect(await inspectToolchain(needing({ command: [...command], version, remedy }))).toEqual({
    tools: [],
    missing: [
      {
        tool: command[0],
        reason: typeof reason === 'string' ? reason : (expect.stringMatching(reason) as string),
        remedy,
      },
    ],
  });
});

test.each([
  ['\u001b[1mApache Maven 3.8.7\u001b[m', '3.8.7'],
  ['Picked up JAVA_TOOL_OPTIONS: -Xmx512m\nopenjdk 21 2023-09-19', '21.0.0'],
  ['go version go1.26.8 linux/amd64', '1.26.8'],
  ['Python 3.11.7', '3.11.7'],
])('the version is found in %j', async (printed, version) => {
  const command = ['node', '-e', `console.error(${JSON.stringify(printed)})`];
  expect(await inspectToolchain(needing({ command, version: '*', remedy }))).toMatchObject({ tools: [{ version }] });
});

test('the fingerprint is stable, and another tool has another', () => {
  const node = needing({ command: ['node', '--version'], version: '*', remedy });
  const shell = needing({ command: ['sh', '--version'], version: '*', remedy });
  expect(toolchainFingerprint(node)).toBe(toolchainFingerprint(node));
  expect(toolchainFingerprint(shell)).not.toBe(toolchainFingerprint(node));
});
