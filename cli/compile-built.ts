/**
 * Keeps what V8 makes of the files that the build made, once a mock has served with them: a step of `npm run build`.
 * `spec/built.ts` says what for.
 */
import { rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { serverToken } from '../mock/tokens.js';
import { builtOf, compiledCode, compiledDigest, loadBuilt } from '../spec/built.js';

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
const [, base] = /(http:\/\/localhost:\d+\/api\/[^/]+)/.exec(greeting) ?? [];
if (base === undefined) throw new Error(`Failed to start a mock with what was built: ${greeting}`);
const headers = {
  authorization: await serverToken('secret'),
  'stream-auth-type': 'jwt',
  'x-stream-client': 'sdk-conformance-1.0.0',
  'content-type': 'application/json',
};
for (const init of [{}, { method: 'POST', body: '{"id": "jane"}' }]) {
  const path = init.method ? '' : 'jane/';
  await (await fetch(`${base}/user/${path}?api_key=key`, { ...init, headers })).text();
}
process.emit('SIGTERM');
await ended;
for (const [file, code] of compiledCode()) writeFileSync(file, code);
writeFileSync(builtOf, compiledDigest() ?? '');
