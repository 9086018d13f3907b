import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { afterAll, describe, expect, test } from 'vitest';

import { mockDefects } from '../fixtures/mock-defects.js';
import { type Mock, type MockOptions, startMock } from '../mock/index.js';
import type { Results } from '../verdicts/model.js';
import { createWorkplace, doubleRunners, type Ended } from '../testing/command.js';

const place = createWorkplace();
afterAll(place.remove);

const app = { key: 'deployed', secret: 'planted-secret-of-the-deployment' };
const named = { SDK_CONFORMANCE_APP: `${app.key}:${app.secret}` };

async function withDeployment<T>(options: MockOptions, use: (mock: Mock) => Promise<T>): Promise<T> {
  const mock = await startMock({ ...options, apps: [app] });
  try {
    return await use(mock);
  } finally {
    await mock.close();
  }
}

const run = (url: string, sdk: string, environment: Record<string, string> = named): Promise<Ended> =>
  place.run(['run', '--sdk', sdk, '--only', 'conflict', '--target', url, '--out', 'reports'], environment);

const resultsOf = (): Results =>
  JSON.parse(readFileSync(join(place.folder, 'reports', 'results.json'), 'utf8')) as Results;

describe('a run against a deployment', () => {
  test('passes when both keep to the contract, and no file holds the secret', async () => {
    await withDeployment({}, async ({ url }) => {
      const { exitCode, stdout, stderr } = await run(url, 'reference');
      expect(stderr).not.toContain(app.secret);
      expect(stdout).toMatch(/\nPassed: every behaviour that applies to reference holds\./);
      expect(exitCode).toBe(0);
      expect(resultsOf().target).toBe(`${url}/`);
      for (const file of readdirSync(join(place.folder, 'reports'))) {
        expect(readFileSync(join(place.folder, 'reports', file), 'utf8')).not.toContain(app.secret);
      }
    });
  });

  test('fails with the server to blame when the server does not', async () => {
    const { decorate } = mockDefects['answers-200-to-an-add'] ?? {};
    await withDeployment({ decorate }, async ({ url }) => {
      const { exitCode, stdout } = await run(url, 'reference');
      expect(stdout).toMatch(/\nFailed: the deployment answers outside the contract in \d+ behaviours\./);
      expect(exitCode).toBe(1);
      const failed = resultsOf().results.filter(({ verdict }) => verdict === 'failed');
      expect(failed.map(({ failure }) => failure?.blame)).toEqual(failed.map(() => 'server'));
    });
  });

  test('fails with the SDK to blame when the SDK does not', async () => {
    await withDeployment({}, async ({ url }) => {
      const { exitCode, stdout } = await run(url, 'swallows-the-conflict');
      expect(stdout).toMatch(/\nFailed: \d+ behaviours in swallows-the-conflict do not hold\./);
      expect(stdout).toContain(
        `${place.program} run --target ${url} --runners ${doubleRunners} --sdk swallows-the-conflict --only conflict/`,
      );
      expect(exitCode).toBe(1);
    });
  });
});

describe('a deployment', () => {
  test('that refuses the app is a wrong use', async () => {
    await withDeployment({}, async ({ url }) => {
      const { exitCode, stderr } = await run(url, 'reference', { SDK_CONFORMANCE_APP: 'deployed:wrong-secret' });
      expect(stderr).toContain(`Failed to use the deployment at ${url}/: `);
      expect(stderr).not.toContain('wrong-secret');
      expect(exitCode).toBe(2);
    });
  });

  test('that does not answer is a wrong use', async () => {
    const { url } = await withDeployment({}, (mock) => Promise.resolve(mock));
    const { exitCode, stderr } = await run(url, 'reference');
    expect(stderr).toContain(`Failed to reach the deployment at ${url}/: `);
    expect(exitCode).toBe(2);
  });
});

test.each<[string, string[], Record<string, string>, string]>([
  ['without an app', ['--target', 'https://host'], {}, 'Failed to use --target: no app of the deployment is named.'],
  ['that is no address', ['--target', 'host'], named, 'Failed to read --target: it is no address of a deployment.'],
  [
    'that holds credentials',
    ['--target', 'https://me:planted-password@host'],
    named,
    'Failed to read --target: it is no address of a deployment. Write it like --target https://host, with the credentials in --app.',
  ],
  [
    'whose app is no app',
    ['--target', 'https://host'],
    { SDK_CONFORMANCE_APP: 'planted-secret' },
    'Failed to read SDK_CONFORMANCE_APP: it is not a key, a colon and a secret. Write it like my-key:my-secret.',
  ],
  ['that is not named beside its app', ['--app', 'key:secret'], {}, 'Failed to use --app: no deployment is named.'],
])('a target %s is refused', async (_name, args, environment, sentence) => {
  const { exitCode, stderr } = await place.run(['run', '--sdk', 'reference', ...args], environment);
  expect(stderr).toContain(sentence);
  expect(stderr).not.toContain('planted');
  expect(exitCode).toBe(2);
});
