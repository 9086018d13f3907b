import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

import { afterEach, describe, expect, test } from 'vitest';

import { sendBytes, useMock } from '../testing/mock.js';
import { startMock } from './mock.js';
import { serverToken } from './tokens.js';

const mock = useMock();
const sockets: Socket[] = [];
afterEach(async () => {
  sockets.splice(0).forEach((socket) => socket.destroy());
  // Whatever a test did to it, the mock serves on, and none of it was a fault of its own.
  expect(await mock.client.health()).toMatchObject({ status: 'ok' });
  expect(mock.mock.defects).toEqual([]);
});

function open(port = mock.mock.port): Socket {
  const socket = connect(port, '127.0.0.1');
  // A server that closes on a client still sending resets the connection; that is one of the answers allowed.
  socket.on('error', () => undefined);
  sockets.push(socket);
  return socket;
}

const exchange = (bytes: string | Buffer): Promise<string> => sendBytes(mock.mock.port, bytes);

/** The contract's error 4, as it comes for what cannot be read. */
const malformed = /^HTTP\/1\.1 400 [\s\S]*"code":4,[\s\S]*"exception":"InputException"/;

describe('what is not HTTP gets error 4 and a closed connection', () => {
  test.each([
    ['text', 'hello\r\n\r\n'],
    ['binary', Buffer.from([0x16, 0x03, 0x01, 0x02, 0x00, 0x01, 0x00])],
    ['an unknown method', 'BREW /api/v1.0/user/ HTTP/1.1\r\nhost: x\r\n\r\n'],
    ['a broken header', 'GET /api/v1.0/user/jane/ HTTP/1.1\r\nhost: x\r\nbroken\r\n\r\n'],
    ['two lengths', 'POST /api/v1.0/user/ HTTP/1.1\r\nhost: x\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nab'],
    ['a length that is no number', 'POST /api/v1.0/user/ HTTP/1.1\r\nhost: x\r\ncontent-length: -1\r\n\r\n'],
    ['a broken chunk', 'POST /api/v1.0/user/ HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\nxyz\r\n'],
    ['100 kB of headers', `GET /api/v1.0/user/jane/ HTTP/1.1\r\nhost: x\r\nbig: ${'x'.repeat(100_000)}\r\n\r\n`],
  ])('%s', async (_name, bytes) => {
    expect(await exchange(bytes)).toMatch(malformed);
  });

  test('it is recorded, as far as it can be read', async () => {
    await exchange('GET /api/v1.0/user/jane/?api_key=broken HTTP/1.1\r\nhost: x\r\nbroken\r\n\r\n');
    expect(await mock.client.exchanges('broken')).toMatchObject([
      { request: { method: 'GET', path: '/api/v1.0/user/jane/' }, violations: [{ id: 'request/malformed' }] },
    ]);
  });
});

test('escapes of escapes of escapes are read', async () => {
  const app = await mock.app();
  const body = { id: 'jane', data: { text: `%${'25'.repeat(35_000)}` } };
  expect((await app.send('POST', 'user/', { body })).status).toBe(413);
  const escaped = {
    id: 'jane',
    data: { text: encodeURIComponent(encodeURIComponent(encodeURIComponent(`%${app.secret}`))) },
  };
  expect((await app.send('POST', 'user/', { body: escaped })).status).toBe(201);
  expect(await mock.client.exchanges(app.key)).toMatchObject([
    { deviations: [] },
    { deviations: [{ id: 'body/secret' }] },
  ]);
});

test('a client that hangs up half-way is recorded without an answer', async () => {
  const { key } = await mock.app();
  const socket = open();
  const length = 'content-length: 100\r\n';
  socket.end(`POST /api/v1.0/user/?api_key=${key} HTTP/1.1\r\nhost: x\r\n${length}\r\n{"id": "ja`);
  await expect.poll(() => mock.client.exchanges(key)).toMatchObject([{ request: { method: 'POST' }, response: null }]);
  expect(await mock.client.users(key)).toEqual([]);
});

test('a client that only closes its sending side gets its answer', async () => {
  const answer = await new Promise<string>((resolve) => {
    const socket = open();
    let text = '';
    socket.on('data', (chunk: Buffer) => (text += chunk.toString()));
    socket.on('close', () => resolve(text));
    socket.end('GET /api/v1.0/user/jane/ HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n');
  });
  expect(answer).toMatch(/^HTTP\/1\.1 401 /);
});

test.each([false, true])(
  'a client that leaves a CONNECT open, answered or not, keeps nobody from closing',
  async (hang) => {
    const own = await startMock();
    if (hang) own.control.injectFault(null, { hang });
    open(own.port).pause().write('CONNECT x:443 HTTP/1.1\r\nhost: x\r\n\r\n');
    await expect.poll(() => own.control.exchanges('')[0]?.response?.status).toBe(hang ? undefined : 404);
    await expect.poll(() => own.control.exchanges('').length).toBe(1);
    await own.close();
    expect(own.defects).toEqual([]);
  },
);

test('a connection that was made elsewhere is served like one to the port, and closed with it', async () => {
  const own = await startMock();
  const elsewhere = createServer(own.accept).listen(0, '127.0.0.1');
  await once(elsewhere, 'listening');
  const socket = open((elsewhere.address() as AddressInfo).port);
  socket.write('GET /api/v1.0/user/jane/?api_key=key HTTP/1.1\r\nhost: x\r\n\r\n');
  expect(String((await once(socket, 'data'))[0])).toMatch(/^HTTP\/1\.1 401 /);
  expect(own.control.exchanges('key')).toMatchObject([{ response: { status: 401 } }]);
  const closed = once(socket, 'close');
  await own.close();
  expect(await closed).toEqual([false]);
  const late = open((elsewhere.address() as AddressInfo).port);
  expect(await once(late, 'close')).toEqual([false]);
  elsewhere.close();
});

test.each(['content-length', 'transfer-encoding'])(
  '10 MB announced by %s are refused with error 18',
  async (header) => {
    const app = await mock.app();
    const bytes = Buffer.alloc(10_000_000, 'x');
    const body = header === 'content-length' ? bytes : new Blob([bytes]).stream();
    const response = await fetch(`${mock.mock.url}/api/v1.0/user/?api_key=${app.key}`, {
      method: 'POST',
      headers: {
        authorization: await serverToken(app.secret),
        'stream-auth-type': 'jwt',
        'content-type': 'application/json',
      },
      body,
      duplex: 'half',
    });
    expect([response.status, await response.json()]).toEqual([413, expect.objectContaining({ code: 18 })]);
    expect(await mock.client.users(app.key)).toEqual([]);
  },
);

test('who goes on to send what is too large reads the answer, and may ask again', async () => {
  const app = await mock.app();
  const socket = open();
  let answers = '';
  socket.on('data', (bytes: Buffer) => (answers += bytes.toString()));
  const length = 8 * 2 ** 20;
  socket.write(`POST /api/v1.0/user/?api_key=${app.key} HTTP/1.1\r\nhost: x\r\ncontent-length: ${length}\r\n\r\n`);
  for (let sent = 0; sent < length; sent += 2 ** 16) {
    await new Promise<void>((resolve) => socket.write(Buffer.alloc(2 ** 16, 'x'), () => setImmediate(resolve)));
  }
  socket.write('GET /api/v1.0/user/jane/ HTTP/1.1\r\nhost: x\r\n\r\n');
  await expect.poll(() => answers.match(/HTTP\/1\.1 \d+/g)).toEqual(['HTTP/1.1 401', 'HTTP/1.1 401']);
});

test('a client that resets a CONNECT ends its own connection alone', async () => {
  const socket = open();
  await once(socket, 'connect');
  const ended = new Promise((resolve) => socket.once('close', resolve));
  socket.write('CONNECT x:443 HTTP/1.1\r\nhost: x\r\n\r\n', () => socket.resetAndDestroy());
  await ended;
});

test('1 MB is read, and refused with its size', async () => {
  const app = await mock.app();
  const response = await app.send('POST', 'user/', { body: { id: 'jane', data: { text: 'x'.repeat(1_000_000) } } });
  expect([response.status, response.body]).toEqual([
    413,
    expect.objectContaining({ exception_fields: { data: ['1000011 bytes'] } }),
  ]);
});

test('of more than 1,000 connections that ask nothing, those that asked nothing longest are closed', async () => {
  const longest = open();
  await once(longest, 'connect');
  // It has asked, was answered once, and is still sending the body of what it asked next.
  const asking = open();
  const first = 'GET /api/v1.0/user/jane/ HTTP/1.1\r\nhost: x\r\n\r\n';
  asking.write(`${first}POST /api/v1.0/user/ HTTP/1.1\r\nhost: x\r\nexpect: 100-continue\r\ncontent-length: 2\r\n\r\n`);
  let answered = '';
  asking.on('data', (bytes: Buffer) => (answered += bytes.toString()));
  await expect.poll(() => answered).toMatch(/^HTTP\/1\.1 401 [^]*HTTP\/1\.1 100/);
  const closed = once(longest, 'close');
  const others = Array.from({ length: 1_000 }, () => open());
  await Promise.all([closed, ...others.map((socket) => once(socket, 'connect'))]);
  for (const [socket, rest] of [
    [asking, '{}'],
    [others.at(-1)!, 'GET /api/v1.0/user/jane/ HTTP/1.1\r\nhost: x\r\n\r\n'],
  ] as const) {
    socket.write(rest);
    expect(String((await once(socket, 'data'))[0])).toMatch(/^HTTP\/1\.1 4/);
  }
});

describe('browsers', () => {
  test('are answered when they ask before they send, and that is not recorded', async () => {
    const { key } = await mock.app();
    const response = await fetch(`${mock.mock.url}/api/v1.0/user/?api_key=${key}`, {
      method: 'OPTIONS',
      headers: {
        origin: 'http://example.com',
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'authorization,stream-auth-type',
      },
    });
    expect(response.status).toBe(204);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'access-control-allow-origin': '*',
      'access-control-allow-methods': 'GET, POST, PUT, DELETE',
      'access-control-allow-headers': 'authorization,stream-auth-type',
    });
    expect(await mock.client.exchanges(key)).toEqual([]);
  });

  test.each(['HEAD', 'OPTIONS'])('a plain %s is a method the path does not have', async (method) => {
    const app = await mock.app();
    expect((await app.send(method, 'user/jane/')).status).toBe(405);
  });
});
