/** What of a request reaches the deployment, and what does not. */
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';

import { sendBytes } from '../../testing/mock.js';
import { type Mock, startMock } from '../mock.js';
import { serverToken } from '../tokens.js';
import { startTarget } from './index.js';

const app = { key: 'a deployed key', secret: 'secret-of-the-deployment' };
let deployed: Mock;
beforeAll(async () => {
  deployed = await startMock({ apps: [app] });
});
afterAll(() => deployed.close());

const closers: (() => unknown)[] = [];
afterEach(() => Promise.all(closers.splice(0).map((close) => close())));

interface Sent {
  method?: string;
  target: string;
  version?: string;
  headers?: string[];
  body?: string;
}

/** What is answered in the deployment's place, if anything is; it may be late. */
type Answer = (bytes: string, socket: Socket) => string | undefined | Promise<undefined>;

/** A target, an app of it, and a deployment whose wire is tapped: what is sent is seen, and may be answered here. */
async function start(answer: Answer = () => undefined) {
  const seen: string[] = [];
  const wire = createServer((socket) => {
    const behind = connect(deployed.port, '127.0.0.1');
    behind.on('error', () => undefined).pipe(socket);
    socket.on('error', () => undefined).on('close', () => behind.destroy());
    socket.on('data', (bytes) => {
      seen.push(bytes.toString('latin1'));
      const own = Promise.resolve(answer(bytes.toString('latin1'), socket));
      void own.then((text) => (text === undefined ? behind.write(bytes) : socket.write(text)));
    });
  }).listen(0, '127.0.0.1');
  closers.push(() => void wire.close());
  await once(wire, 'listening');
  const { port } = wire.address() as AddressInfo;
  const target = await startTarget({ url: new URL(`http://127.0.0.1:${port}`), app });
  closers.push(target.close);
  const { key, secret } = await target.control.createApp();
  const token = await serverToken(secret);
  seen.length = 0;
  return {
    ...target,
    key,
    host: `127.0.0.1:${port}`,
    seen,
    /** Sends a request as it is written here, and reads the answer. */
    send({ method = 'GET', target: path, version = '1.1', headers = ['Host: x'], body = '' }: Sent): Promise<string> {
      const credentials = [`Authorization: ${token}`, 'Stream-Auth-Type: jwt', 'X-Stream-Client: raw-1'];
      const head = [`${method} ${path} HTTP/${version}`, ...headers, ...credentials, 'Connection: close'];
      return sendBytes(target.port, `${head.join('\r\n')}\r\n\r\n${body}`);
    },
    /** The faults that are recorded of all exchanges. */
    async faults(): Promise<string[]> {
      const exchanges = await target.control.exchanges(key);
      return exchanges.flatMap(({ faults = [] }) => faults.map(({ message }) => message));
    },
  };
}

/** Bytes of the SDK's, not of the target's own. */
const isPassedOn = (bytes: string): boolean => bytes.includes('raw-1');
const answered = (head: string, body = ''): string =>
  `HTTP/1.1 ${head}\r\ncontent-length: ${body.length}\r\n\r\n${body}`;

describe('of a target only the value of api_key is replaced', () => {
  test.each([
    ['/api/v1.0/user/KEY/?api_key=KEY', '/api/v1.0/user/KEY/?api_key=DEPLOYED'],
    ['/api/v1.0/user/jane/?api_key=ESCAPED', '/api/v1.0/user/jane/?api_key=DEPLOYED'],
    ['/api/v1.0/user/jane/?api%5Fkey=KEY', '/api/v1.0/user/jane/?api%5Fkey=DEPLOYED'],
    [
      '/api/v1.0/user//jane?a=%zz+KEY&&x_api_key=KEY&?api_key=KEY&api_key=KEY&api_key=other',
      '/api/v1.0/user//jane?a=%zz+KEY&&x_api_key=KEY&?api_key=KEY&api_key=DEPLOYED&api_key=other',
    ],
    ['http://a.proxy/api/v1.0/user/jane/?api_key=KEY', '/api/v1.0/user/jane/?api_key=DEPLOYED'],
  ])('%s', async (sent, expected) => {
    const { key, seen, send, faults } = await start();
    const escaped = Buffer.from(key).toString('hex').replace(/../g, '%$&');
    expect(await send({ target: sent.replaceAll('KEY', key).replace('ESCAPED', escaped) })).toMatch(/^HTTP\S+ 404 /);
    const due = expected.replaceAll('KEY', key).replace('DEPLOYED', encodeURIComponent(app.key));
    expect(seen.find(isPassedOn)).toContain(`GET ${due} HTTP/1.1\r\n`);
    expect(await faults()).toEqual([]);
  });
});

test('headers are passed on as they are sent, but for those of one connection', async () => {
  const { key, host, seen, send, faults } = await start();
  const note = ['X-Note: a', 'content-type: text/plain', 'X-NOTE: b'];
  const dropped = ['Keep-Alive: 5', 'Upgrade: h2c', 'HTTP2-Settings: AAMAAABk', 'Trailer: X-Note'];
  const named = ['Connection: X-Hop,Content-Length', 'x-hop: 1', 'Connection: other , x-too', 'X-Too: 2'];
  dropped.push(...named, 'Proxy-Authorization: Basic eA==', 'Expect: 100-continue');
  const headers = ['Host: x', 'Content-Type: application/json', ...note, ...dropped, 'Content-Length: 13'];
  const target = `/api/v1.0/user/?api_key=${key}`;
  expect(await send({ method: 'POST', target, headers, body: '{"id":"jane"}' })).toContain('HTTP/1.1 201 ');
  const passedOn = seen.find(isPassedOn) ?? '';
  expect(passedOn.split('\r\n').slice(1, -2)).toEqual([
    `Host: ${host}`,
    'Content-Type: application/json',
    ...note,
    'Content-Length: 13',
    expect.stringMatching(/^Authorization: /),
    'Stream-Auth-Type: jwt',
    'X-Stream-Client: raw-1',
    'Connection: close',
  ]);
  expect(await faults()).toEqual([]);
});

test('an answer is passed on without what concerns one connection', async () => {
  const head = '200 OK\r\nConnection: x-hop\r\nX-Hop: 1\r\nX-Stays: 2';
  const { key, send } = await start((bytes) => (isPassedOn(bytes) ? answered(head) : undefined));
  const answer = await send({ target: `/api/v1.0/user/jane/?api_key=${key}` });
  expect(answer).toMatch(/\r\nx-stays: 2\r\n/i);
  expect(answer).not.toMatch(/x-hop/i);
});

test('HTTP/1.0 is passed on as HTTP/1.1, with the Host that this takes', async () => {
  const { key, host, seen, send, faults } = await start();
  const target = `/api/v1.0/user/jane/?api_key=${key}`;
  expect(await send({ target, version: '1.0', headers: [] })).toMatch(/^HTTP\S+ 404 /);
  expect(seen.find(isPassedOn)).toMatch(new RegExp(`^GET \\S+ HTTP/1.1\r\nHost: ${host}\r\n`));
  expect(await faults()).toEqual([]);
});

describe('a body is announced as it was sent', () => {
  test.each<[string, string, string[], string, number, RegExp]>([
    [
      'chunks',
      'POST',
      ['Transfer-Encoding: chunked'],
      'd\r\n{"id":"jane"}\r\n0\r\n\r\n',
      201,
      /\r\nTransfer-Encoding: chunked\r\n[^]*\{"id":"jane"\}/,
    ],
    ['no body', 'GET', [], '', 405, /^(?![^]*(content-length|transfer-encoding))/i],
    [
      'no body where Node.js would announce one',
      'POST',
      [],
      '',
      400,
      /^(?![^]*transfer-encoding)[^]*\r\nContent-Length: 0\r\n/i,
    ],
    [
      'a body where Node.js would announce none',
      'DELETE',
      ['Content-Length: 2'],
      '{}',
      405,
      /\r\nContent-Length: 2\r\n[^]*\{\}$/,
    ],
  ])('%s', async (_what, method, headers, body, status, bytes) => {
    const { key, seen, send, faults } = await start();
    expect(
      await send({ method, target: `/api/v1.0/user/?api_key=${key}`, headers: ['Host: x', ...headers], body }),
    ).toContain(`HTTP/1.1 ${status} `);
    expect(seen.slice(seen.findIndex(isPassedOn)).join('')).toMatch(bytes);
    expect(await faults()).toEqual([]);
  });
});

describe('what cannot be passed on as it is is answered by the contract alone', () => {
  const tooMuch = 32 * 2 ** 20 + 1;
  const chunked = `${tooMuch.toString(16)}\r\n${'x'.repeat(tooMuch)}\r\n0\r\n\r\n`;
  test.each<[string, Partial<Sent>, number, string]>([
    ['no Host', { headers: [] }, 400, 'header/missing-host'],
    ['an expectation nobody knows', { headers: ['Host: x', 'Expect: 200-ok'] }, 400, 'header/expect'],
    ['CONNECT', { method: 'CONNECT', target: 'x:443' }, 404, 'path/unknown'],
    ['a long body', { method: 'POST', headers: ['Host: x', `Content-Length: ${tooMuch}`] }, 413, 'body/data-size'],
    [
      'long chunks',
      { method: 'POST', headers: ['Host: x', 'Transfer-Encoding: chunked'], body: chunked },
      413,
      'body/data-size',
    ],
  ])(
    '%s',
    async (_what, sent, status, violation) => {
      const { control, key, seen, send } = await start();
      const target = `${sent.target ?? `/api/v1.0/user/${sent.method ? '' : 'jane/'}`}?api_key=${key}`;
      expect(await send({ ...sent, target })).toContain(`HTTP/1.1 ${status} `);
      expect(seen).toEqual([]);
      const [exchange] = await control.exchanges(key);
      expect(exchange).toMatchObject({ response: { status }, violations: [{ id: violation }] });
      expect(exchange?.faults).toBeUndefined();
      expect(await send({ target: `/api/v1.0/user/jane/?api_key=${key}` })).toMatch(/^HTTP\S+ 404 /);
    },
    20_000,
  );
});

describe('an answer that is none is told, and the next request is answered', () => {
  test.each([
    ['upgrade: x\r\nconnection: upgrade', 'it switched to another protocol'],
    ['upgrade: x', '101 is no status to end with'],
  ])(
    'it answers 101 with %j',
    async (headers, why) => {
      const { key, send, faults } = await start((bytes) =>
        isPassedOn(bytes) && bytes.includes('/odd/') ? `HTTP/1.1 101 Odd\r\n${headers}\r\n\r\n` : undefined,
      );
      expect(await send({ target: `/api/v1.0/user/odd/?api_key=${key}` })).toBe('');
      expect(await send({ target: `/api/v1.0/user/jane/?api_key=${key}` })).toMatch(/^HTTP\S+ 404 /);
      expect(await faults()).toEqual([`The deployment answered nothing: ${why}.`]);
    },
    5_000,
  );

  test('its answer has no end', async () => {
    const { key, seen, send, faults } = await start((bytes) =>
      isPassedOn(bytes) && bytes.includes('/odd/') ? 'HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n{' : undefined,
    );
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    try {
      const answer = send({ target: `/api/v1.0/user/odd/?api_key=${key}` });
      await expect.poll(() => seen.some(isPassedOn)).toBe(true);
      vi.advanceTimersByTime(60_000);
      expect(await answer).toBe('');
    } finally {
      vi.useRealTimers();
    }
    expect(await send({ target: `/api/v1.0/user/jane/?api_key=${key}` })).toMatch(/^HTTP\S+ 404 /);
    expect(await faults()).toEqual(['The deployment answered nothing: no whole answer within 60 s.']);
  }, 5_000);

  test('a user cannot be cleaned away, which is told in one sentence', async () => {
    const { key, send, faults } = await start((bytes) =>
      bytes.startsWith('GET /api/v1.0/user/odd/') ? answered('500 Odd') : undefined,
    );
    expect(await send({ target: `/api/v1.0/user/odd/?api_key=${key}` })).toBe('');
    expect(await send({ target: `/api/v1.0/user/jane/?api_key=${key}` })).toMatch(/^HTTP\S+ 404 /);
    expect(await faults()).toEqual([
      'The deployment could not be brought to answer: The deployment answered 500 where retrieving the user odd takes 200 or 404.',
    ]);
  });
});

test('an app is forgotten though some of its users cannot be deleted', async () => {
  let refuses = true;
  const { control, key } = await start((bytes) =>
    refuses && /^DELETE \S+(one|two)\//.test(bytes) ? answered('500 Odd') : undefined,
  );
  await control.seedUsers(key, [{ id: 'one' }, { id: 'two' }, { id: 'three' }]);
  await expect(control.forgetApp(key)).rejects.toThrow('answered 500 where deleting the user one takes 200 or 404.');
  expect(deployed.control.users(app.key).map(({ id }) => id)).toEqual(['one', 'two']);
  await expect(control.users(key)).rejects.toThrow(`no app has the key "${key}"`);

  refuses = false;
  const next = await control.createApp();
  await control.seedUsers(next.key, [{ id: 'one' }, { id: 'two' }]);
  await control.forgetApp(next.key);
  expect(deployed.control.users(app.key)).toEqual([]);
});

test('a request that waited while its app was forgotten never reaches the deployment', async () => {
  let release = (): void => undefined;
  const held = new Promise<undefined>((resolve) => (release = () => resolve(undefined)));
  const { control, key, seen, send } = await start((bytes) => (bytes.startsWith('DELETE') ? held : undefined));
  await control.seedUsers(key, [{ id: 'one' }]);
  const forgotten = control.forgetApp(key);
  const headers = ['Host: x', 'Content-Type: application/json', 'Content-Length: 12'];
  const answer = send({ method: 'POST', target: `/api/v1.0/user/?api_key=${key}`, headers, body: '{"id":"two"}' });
  await expect.poll(async () => (await control.exchanges(key))[0]?.request.token).toBeTruthy();
  release();
  await forgotten;
  expect(await answer).toMatch(/^HTTP\S+ 201 /);
  expect(seen.filter(isPassedOn)).toEqual([]);
});

test('a deployment takes no blame for closing a connection after an answer', async () => {
  const used = new WeakSet<Socket>();
  const { key, send, faults } = await start((_bytes, socket) => {
    if (used.has(socket)) socket.destroy();
    used.add(socket);
    return undefined;
  });
  for (const id of ['one', 'two']) {
    expect(await send({ target: `/api/v1.0/user/${id}/?api_key=${key}` })).toMatch(/^HTTP\S+ 404 /);
  }
  expect(await faults()).toEqual([]);
});
