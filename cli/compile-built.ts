/**
 * Keeps what V8 makes of the files that the build made, once a mock has served with them: a step of `npm run build`.
 * `spec/built.ts` says what for.
 */
import { once } from 'node:events';
import { rmSync, writeFileSync } from 'node:fs';
import { type IncomingMessage, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { serverToken } from '../mock/tokens.js';
import { builtOf, codeCaches, compiledDigest, loadBuilt } from '../spec/built.js';

/** What the mock says, which nobody has to see here. */
const said = new Promise<string>((resolve) => {
  for (const stream of [process.stdout, process.stderr]) {
    stream.write = (text) => {
      resolve(String(text));
      return true;
    };
  }
});

const seed = join(tmpdir(), `sdk-conformance-seed-${process.pid}.json`);
writeFileSync(seed, JSON.stringify([{ id: 'jane', data: {} }]));
process.argv.splice(2, Infinity, 'mock', '--port', '0', '--seed', seed);
const ended = (loadBuilt('mock.cjs') as typeof import('./mock-program.js')).runMock();
const greeting = await said;
rmSync(seed);
const [, address] = /http:\/\/localhost(:\d+\/api\/[^/]+)/.exec(greeting) ?? [];
const base = `http://127.0.0.1${address}`;
if (address === undefined) throw new Error(`Failed to start a mock with what was built: ${greeting}`);
const headers = {
  authorization: await serverToken('secret'),
  'stream-auth-type': 'jwt',
  'x-stream-client': 'sdk-conformance-1.0.0',
  'content-type': 'application/json',
};
for (const [method, path, body, due] of [
  ['GET', 'user/jane/', '', 200],
  ['POST', 'user/', '{"id": "june"}', 201],
] as const) {
  // An agent of its own: a proxy that the environment names is not asked.
  const asked = request(`${base}/${path}?api_key=key`, { method, headers, agent: false }).end(body);
  const [answer] = (await once(asked, 'response')) as [IncomingMessage];
  await answer.resume().toArray();
  if (answer.statusCode !== due)
    throw new Error(`Failed to use what was built: ${method} is answered ${answer.statusCode}.`);
}
process.emit('SIGTERM');
await ended;
for (const [file, code] of codeCaches()) writeFileSync(file, code);
writeFileSync(builtOf, compiledDigest() ?? '');
