import { once } from 'node:events';
import { connect } from 'node:net';

import { describe, expect, test } from 'vitest';

import { sendBytes, useMock } from '../../testing/mock.js';
import { serverToken } from '../tokens.js';

const mock = useMock();
const exchange = (bytes: string): Promise<string> => sendBytes(mock.mock.port, bytes);

/** The contract's error 4, as it comes for what cannot be read. */
const malformed = /^HTTP\/1\.1 400 [\s\S]*"code":4,[\s\S]*"exception":"InputException"/;

describe('HTTP that asks for what this server has not', () => {
  const target = (key: string): string => `/api/v1.0/user/jane/?api_key=${key}`;
  test.each<[string, (key: string) => string, RegExp, string]>([
    ['no Host', (key) => `GET ${target(key)} HTTP/1.1\r\nconnection: close\r\n\r\n`, malformed, 'header/missing-host'],
    [
      'no Host, and a body that is no JSON,',
      (key) => `PUT ${target(key)} HTTP/1.1\r\ncontent-length: 1\r\nconnection: close\r\n\r\n{`,
      malformed,
      'header/missing-host',
    ],
    [
      'an expectation nobody knows',
      (key) => `GET ${target(key)} HTTP/1.1\r\nhost: x\r\nexpect: 200-ok\r\nconnection: close\r\n\r\n`,
      malformed,
      'header/expect',
    ],
    [
      'CONNECT',
      (key) => `CONNECT x:443?api_key=${key} HTTP/1.1\r\nhost: x\r\n\r\n`,
      /^HTTP\/1\.1 404 [^]*"code":16,/,
      'path/unknown',
    ],
  ])('%s is answered in the shape of the API, and recorded', async (_name, bytes, answer, id) => {
    const { key } = await mock.app();
    expect(await exchange(bytes(key))).toMatch(answer);
    const [recorded] = await mock.client.exchanges(key);
    expect(recorded?.violations.map((violation) => violation.id)).toEqual([id]);
    expect(recorded?.response?.status).toBeGreaterThanOrEqual(400);
  });

  test('HTTP/1.0 needs no Host', async () => {
    expect(await exchange('GET /api/v1.0/user/jane/ HTTP/1.0\r\n\r\n')).toMatch(/^HTTP\/1\.1 401 /);
  });

  test('a body over the limit is refused before it is sent, without 100 Continue', async () => {
    const { key, secret } = await mock.app();
    const token = await serverToken(secret);
    const head = (length: number): string =>
      `POST /api/v1.0/user/?api_key=${key} HTTP/1.1\r\nhost: x\r\nauthorization: ${token}\r\nstream-auth-type: jwt\r\n` +
      `content-type: application/json\r\nexpect: 100-continue\r\ncontent-length: ${length}\r\n`;
    expect(await exchange(`${head(10_000_000)}\r\n`)).toMatch(/^HTTP\/1\.1 413 [^]*"code":18,/);
    expect(await exchange(`${head(13)}connection: close\r\n\r\n{"id":"jane"}`)).toMatch(
      /^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 201 /,
    );
  });

  test.each([
    'content-length: 5\r\ntransfer-encoding: chunked',
    'transfer-encoding: chunked\r\ncontent-length: 5',
    'transfer-encoding: xchunked',
    'transfer-encoding: chunked, identity',
    'transfer-encoding: chunked\r\ntransfer-encoding: identity',
    'content-length: 5, 5',
    'content-length : 5',
  ])('two ways to read where a body ends are refused: %j', async (headers) => {
    const answer = await exchange(
      `POST /api/v1.0/user/ HTTP/1.1\r\nhost: x\r\n${headers}\r\n\r\n0\r\n\r\nGET / HTTP/1.1\r\n\r\n`,
    );
    expect(answer).toMatch(malformed);
    expect(answer.match(/HTTP\/1\.1/g)).toHaveLength(1);
  });
});

test('of two headers of the contract the first counts, and that is told', async () => {
  const { key, secret } = await mock.app({ users: [{ id: 'jane', data: {} }] });
  const types = 'content-type: application/json\r\ncontent-type: text/plain\r\n';
  const answer = await exchange(
    `PUT /api/v1.0/user/jane/?api_key=${key} HTTP/1.1\r\nhost: x\r\nauthorization: ${await serverToken(secret)}\r\n` +
      `stream-auth-type: jwt\r\nx-stream-client: raw-1\r\n${types}content-length: 2\r\nconnection: close\r\n\r\n{}`,
  );
  expect(answer).toMatch(/^HTTP\/1\.1 201 /);
  expect(await mock.client.exchanges(key)).toMatchObject([
    { deviations: [{ id: 'header/repeated', location: 'header.content-type' }], violations: [] },
  ]);
});

test('headers may have the names of anything', async () => {
  const { key } = await mock.app();
  const odd = 'constructor: a\r\n__proto__: b\r\nhasOwnProperty: c\r\n__proto__: d\r\n';
  await exchange(`GET /?api_key=${key} HTTP/1.1\r\nhost: x\r\n${odd}connection: close\r\n\r\n`);
  const [recorded] = await mock.client.exchanges(key);
  expect(Object.entries(recorded?.request.headers ?? {})).toEqual([
    ['host', 'x'],
    ['constructor', 'a'],
    ['__proto__', 'b, d'],
    ['hasownproperty', 'c'],
    ['connection', 'close'],
  ]);
});

test('of what is not HTTP, no more is recorded than its first line, and nothing that came in its middle', async () => {
  const told: string[] = [];
  const stop = mock.mock.control.follow(null, (seen) => told.push(JSON.stringify(seen)));
  const socket = connect(mock.mock.port, '127.0.0.1');
  socket.write('GET /user/ HTTP/1.1\r\nhost: x\r\n');
  // The rest comes in another packet, when the first has been read.
  await mock.client.health();
  socket.write('authorization: readable-token\r\nbroken\r\n\r\n');
  expect(String((await once(socket, 'data'))[0])).toMatch(malformed);
  stop();
  expect(told).toMatchObject([expect.stringContaining('request/malformed')]);
  expect(told.join('')).not.toContain('readable-token');
});

test.each([
  ['in one packet', 'ZZ\r\n', undefined],
  ['in another', '', 'ZZ\r\n'],
])('a body that breaks HTTP %s is refused in its turn, and told of its request', async (_name, first, later) => {
  const { key } = await mock.app();
  mock.mock.control.injectFault(key, { delayMs: 50 });
  const socket = connect(mock.mock.port, '127.0.0.1');
  let answers = '';
  socket.on('data', (bytes: Buffer) => (answers += bytes.toString()));
  const target = `/api/v1.0/user/jane/?api_key=${key} HTTP/1.1\r\nhost: x\r\n`;
  socket.write(`GET ${target}\r\nPUT ${target}transfer-encoding: chunked\r\n\r\n${first}`);
  if (later !== undefined) {
    await expect.poll(() => mock.mock.control.exchanges(key)).toHaveLength(2);
    socket.write(later);
  }
  await once(socket, 'end');
  expect(answers.match(/HTTP\/1\.1 \d+/g)).toEqual(['HTTP/1.1 401', 'HTTP/1.1 400']);
  const [, broken] = mock.mock.control.exchanges(key);
  expect(broken).toMatchObject({
    request: { method: 'PUT' },
    response: { status: 400 },
    violations: [{ id: 'request/malformed' }],
  });
});

test('of requests in one packet, the one whose body breaks HTTP is refused', async () => {
  const { key } = await mock.app();
  const target = `/api/v1.0/user/jane/?api_key=${key} HTTP/1.1\r\nhost: x\r\n`;
  const whole = `PUT ${target}content-length: 2\r\n\r\n{}`;
  const answers = await exchange(`${whole}PUT ${target}transfer-encoding: chunked\r\n\r\nZZ\r\n`);
  expect(answers.match(/HTTP\/1\.1 \d+/g)).toEqual(['HTTP/1.1 401', 'HTTP/1.1 400']);
  const told = (await mock.client.exchanges(key)).map(({ response, violations }) => [
    response?.status,
    violations[0]?.id,
  ]);
  expect(told).toEqual([
    [401, 'security/missing'],
    [400, 'request/malformed'],
  ]);
});

test('a second question mark is a part of the name that it precedes', async () => {
  const { key } = await mock.app();
  await exchange(`GET /api/v1.0/user/jane/??api_key=${key} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n`);
  expect(await mock.client.exchanges(key)).toEqual([]);
  expect((await mock.client.exchanges('')).at(-1)).toMatchObject({
    request: { query: [['?api_key', key]] },
    deviations: [{ id: 'query/undocumented-parameter' }, {}, {}],
  });
});

test('what is whole is answered before what comes behind it is refused', async () => {
  const { key } = await mock.app();
  mock.mock.control.injectFault(key, { delayMs: 50 });
  const answers = await exchange(`GET /api/v1.0/user/jane/?api_key=${key} HTTP/1.1\r\nhost: x\r\n\r\nbroken\r\n\r\n`);
  expect(answers.match(/HTTP\/1\.1 \d+/g)).toEqual(['HTTP/1.1 401', 'HTTP/1.1 400']);
  expect(await mock.client.exchanges(key)).toHaveLength(1);
});
