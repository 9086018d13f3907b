import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { afterAll, expect, test } from 'vitest';

import { createWorkplace, type Running } from './testing/command.js';

const place = createWorkplace();
afterAll(place.remove);

const file = (name: string, text: string): string => {
  writeFileSync(join(place.folder, name), text);
  return name;
};

/** The `curl` that is printed, word by word, as the request it sends. */
async function printedRequest(mock: Running): Promise<{ url: string; init: RequestInit }> {
  const [command] = await mock.printed(/curl (?:.*\\\n)*.*\n/);
  const url = /curl '([^']+)'/.exec(command)?.[1] ?? '';
  const headers = [...command.matchAll(/-H '([^:]+): ([^']*)'/g)].map(([, name = '', value = '']): [string, string] => [
    name,
    value,
  ]);
  const body = /-d '([^']+)'/.exec(command)?.[1];
  return { url, init: { headers, ...(body === undefined ? {} : { method: 'POST', body }) } };
}

test('it serves; the printed curl works as it stands, and every request is a line', async () => {
  const mock = place.start(['mock', '--port', '0']);
  const { url, init } = await printedRequest(mock);
  expect(url).toMatch(/^http:\/\/localhost:\d+\/api\/v1\.0\/user\/\?api_key=key$/);
  const added = await fetch(url, init);
  expect(added.status).toBe(201);
  expect(await added.json()).toMatchObject({ id: 'john-doe', data: { name: 'John Doe' } });
  await mock.printed(/^POST {3}\/api\/v1\.0\/user\/ {2}201 {2}[\d.]+ ms$/m);

  expect((await fetch(url, init)).status).toBe(409);
  await mock.printed(/^POST .* 409 {2}[\d.]+ ms$/m);
  expect((await fetch(`${url}&get_or_create=True`, init)).status).toBe(201);
  await mock.printed(
    /^POST {3}\/api\/v1\.0\/user\/\?get_or_create=True {2}201 {2}[\d.]+ ms {2}~ tolerated: .*True.*$/m,
  );
  expect((await fetch(url, { ...init, body: '{"id": "a b"}' })).status).toBe(400);
  await mock.printed(/^POST .* 400 {2}[\d.]+ ms {2}✕ violates the contract: .*$/m);

  mock.process.kill('SIGINT');
  const { exitCode, stdout, stderr } = await mock.ended;
  expect(exitCode).toBe(0);
  expect(stderr).toBe('Stopped.\n');
  const lines = stdout.split('\n').filter((line) => line.startsWith('POST'));
  expect(lines).toHaveLength(4);
  expect(lines.join('\n')).not.toContain('eyJ');
});

test('apps and users are those that were asked for, and the curl retrieves one', async () => {
  const seed = file('users.yaml', '- id: jane-doe\n  data: { name: Jane Doe }\n');
  const mock = place.start(['mock', '--port', '0', '--app', 'mine:my:secret', '--app', 'other:secret', '--seed', seed]);
  const { url, init } = await printedRequest(mock);
  const retrieved = await fetch(url, init);
  expect(retrieved.status).toBe(200);
  expect(await retrieved.json()).toMatchObject({ id: 'jane-doe', data: { name: 'Jane Doe' } });
  mock.process.kill('SIGTERM');
  const { exitCode, stdout } = await mock.ended;
  expect(exitCode).toBe(0);
  expect(stdout).toContain(
    '  API key "mine", secret "my:secret", 1 user\n  API key "other", secret "secret", 1 user\n',
  );
});

test('exit 2: a port that is taken is told in one sentence', async () => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const { exitCode, stdout, stderr } = await place.run(['mock', '--port', String(port)]);
  await new Promise((resolve) => server.close(resolve));
  expect(stderr).toBe(
    `Failed to listen on port ${port} of 127.0.0.1: the port is in use. Choose another port, or 0 for any that is free.\n`,
  );
  expect(stdout).toBe('');
  expect(exitCode).toBe(2);
});

test.each([
  ['port', ['--port', '65536'], '"65536" is no whole number from 0 to 65535.'],
  ['app', ['--app', 'only-a-key'], 'Failed to read --app: it is not a key, a colon and a secret.'],
  ['second app', ['--app', 'a:b', '--app', 'a:c'], 'Failed to read --app: the key "a" is given twice.'],
  ['seed that is not there', ['--seed', 'nowhere.yaml'], 'Failed to read the users of --seed: ENOENT'],
  ['seed', ['--seed', file('bad.yaml', '- id: jane doe\n')], 'Failed to read bad.yaml: line 1, the id is "jane doe".'],
  ['address', ['--host', '192.0.2.1'], 'Failed to listen on 192.0.2.1: it is no address of this machine.'],
])('exit 2: a wrong %s is told in a sentence', async (_, args, sentence) => {
  const { exitCode, stdout, stderr } = await place.run(['mock', '--port', '0', ...args]);
  expect(stderr).toContain(sentence);
  expect(stderr).not.toMatch(/^ +at /m);
  expect(stdout).toBe('');
  expect(exitCode).toBe(2);
});
