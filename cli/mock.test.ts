import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import type { Har } from 'har-format';
import { afterAll, expect, test } from 'vitest';

import { createWorkplace, type Running } from '../testing/command.js';

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
  await mock.printed(/^POST .* 409 {2}[\d.]+ ms {2}✕ refused: A user with this id already exists$/m);
  expect((await fetch(`${url}&get_or_create=True`, init)).status).toBe(201);
  await mock.printed(/^POST {3}\/api\/v1\.0\/user\/\?get_or_create=True {2}201 {2}[\d.]+ ms {2}~ accepted: .*True.*$/m);
  expect((await fetch(url, { ...init, body: '{"id": "a b"}' })).status).toBe(400);
  await mock.printed(/^POST .* 400 {2}[\d.]+ ms {2}✕ violates the contract: .*$/m);
  expect((await fetch(url.replace('user/', 'user/john-doe/'))).status).toBe(401);
  await mock.printed(/^GET .* 401 {2}[\d.]+ ms {2}✕ violates the contract: The request lacks a credential/m);

  mock.process.kill('SIGINT');
  const { exitCode, stdout, stderr } = await mock.ended;
  expect(exitCode).toBe(0);
  expect(stderr).toBe('Stopped.\n');
  const lines = stdout.split('\n').filter((line) => line.startsWith('POST'));
  expect(lines).toHaveLength(4);
  expect(lines.join('\n')).not.toContain('eyJ');
});

test('a line says why a request is refused, with bodies on request, and what is missing on a typed curl once', async () => {
  const mock = place.start(['mock', '--port', '0', '--verbose', '--record', 'requests.har', '--keep', '2']);
  const { url, init } = await printedRequest(mock);
  await fetch(url, init);
  await mock.printed(
    /^POST .* 201 .*\n {7}> \{"id":"john-doe","data":\{"name":"John Doe"\}\}\n {7}< \{"id":"john-doe",.*\}$/m,
  );
  const typed = (init.headers as [string, string][]).filter(([name]) => name !== 'X-Stream-Client');
  const get = (path: string, headers: [string, string][]) => fetch(url.replace('user/', path), { headers });
  await get('user/nobody/', typed);
  await mock.printed(
    /^GET .*nobody\/ {2}404 {2}[\d.]+ ms {2}✕ refused: The user does not exist {2}~ accepted: .*X-Stream-Client/m,
  );
  await get('user/nobody-else/', typed);
  await mock.printed(/^GET .*nobody-else\/ {2}404 {2}[\d.]+ ms {2}✕ refused: The user does not exist$/m);
  await get('user/nobody/', [...typed, ['Prefer', 'code=429']]);
  await mock.printed(/^GET .* 429 {2}[\d.]+ ms {2}Injected: answered 429\.$/m);
  const kept = (await (await fetch(`${new URL(url).origin}/_mock/exchanges?api_key=key`)).json()) as object;
  expect(kept).toMatchObject({ exchanges: [{}, {}], dropped: 2 });

  // It can be read at any time, not only when the mock has ended.
  const har = JSON.parse(readFileSync(join(place.folder, 'requests.har'), 'utf8')) as Har;
  expect(har.log.entries.map(({ request, response }) => [request.method, response.status])).toEqual([
    ['POST', 201],
    ['GET', 404],
    ['GET', 404],
    ['GET', 429],
  ]);
  expect(har.log.entries[3]?.comment).toBe('Injected: answered 429. ' + (har.log.entries[2]?.comment ?? ''));
  mock.process.kill('SIGINT');
  expect((await mock.ended).exitCode).toBe(0);
});

test('with --watch a changed seed is served, and one that cannot be read is told and not used', async () => {
  file('watched.yaml', '- id: jane\n');
  const mock = place.start(['mock', '--port', '0', '--seed', 'watched.yaml', '--watch']);
  let told = '';
  mock.process.stderr?.on('data', (text: string) => (told += text));
  const { url, init } = await printedRequest(mock);
  expect((await fetch(url, init)).status).toBe(200);
  file('watched.yaml', '- id: jane doe\n');
  await expect
    .poll(() => told, { timeout: 20_000 })
    .toContain('A file has changed, and is not used: Failed to read watched.yaml: line 1,');
  expect((await fetch(url, init)).status).toBe(200);
  file('watched.yaml', '- id: john\n');
  await expect.poll(() => told, { timeout: 20_000 }).toContain('Started anew: a file has changed.');
  expect((await fetch(url, init)).status).toBe(404);
  expect((await fetch(url.replace('jane', 'john'), init)).status).toBe(200);
  mock.process.kill('SIGINT');
  expect((await mock.ended).exitCode).toBe(0);
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
  [
    'seed',
    ['--seed', file('bad.yaml', '- id: jane doe\n')],
    'Failed to read bad.yaml: line 1, the id of a user is "jane doe".',
  ],
  ['file to record into', ['--record', 'nowhere/a.har'], 'Failed to write the file of --record: ENOENT'],
  ['number to keep', ['--keep', '0'], '"0" is no whole number from 1 to 9999999.'],
  ['address', ['--host', '192.0.2.1'], 'Failed to listen on 192.0.2.1: it is no address of this machine.'],
])('exit 2: a wrong %s is told in a sentence', async (_, args, sentence) => {
  const { exitCode, stdout, stderr } = await place.run(['mock', '--port', '0', ...args]);
  expect(stderr).toContain(sentence);
  expect(stderr).not.toMatch(/^ +at /m);
  expect(stdout).toBe('');
  expect(exitCode).toBe(2);
});
