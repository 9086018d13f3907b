import { request } from 'node:http';

import { describe, expect, test } from 'vitest';

import type { Fault } from '../http/fault.js';
import { sendBytes, type TestApp, useMock } from '../../testing/mock.js';
import { serverToken } from '../tokens.js';

const mock = useMock();
const jane = { id: 'jane', data: { name: 'Jane' } };
const john = { id: 'john', data: { name: 'Jöhn' } };

interface Heard {
  status: number | undefined;
  headers: Record<string, unknown>;
  /** As they came, one a read. */
  pieces: Buffer[];
  /** The connection ended before the answer did. */
  cut: boolean;
}

/** Adds john, and listens to every piece of the answer. */
function addJohn(app: TestApp): Promise<Heard | 'no answer'> {
  const { url, header } = app.send('POST', 'user/') as unknown as { url: string; header: Record<string, string> };
  return new Promise((resolve) => {
    const outgoing = request(url, { method: 'POST', headers: { ...header, 'content-type': 'application/json' } });
    outgoing.on('error', () => resolve('no answer'));
    outgoing.on('response', (incoming) => {
      const pieces: Buffer[] = [];
      const end = (cut: boolean) => () =>
        resolve({ status: incoming.statusCode, headers: incoming.headers, pieces, cut });
      incoming
        .on('data', (piece: Buffer) => pieces.push(piece))
        .on('end', end(false))
        .on('error', end(true));
    });
    outgoing.end(JSON.stringify(john));
  });
}

async function befall(fault: Fault): Promise<{ heard: Heard | 'no answer'; stored: boolean; injected?: string }> {
  const app = await mock.app();
  mock.mock.control.injectFault(app.key, fault);
  const heard = await addJohn(app);
  await expect.poll(() => mock.mock.control.exchanges(app.key)[0]?.durationMs).toBeGreaterThan(0);
  const [exchange] = mock.mock.control.exchanges(app.key);
  expect(exchange).toMatchObject({ operation: 'addUser', violations: [] });
  return { heard, stored: mock.mock.control.users(app.key).length === 1, injected: exchange?.injected };
}

const text = (heard: Heard | 'no answer'): string =>
  heard === 'no answer' ? heard : Buffer.concat(heard.pieces).toString();

describe('an answer of its own takes no effect, and is recorded as injected', () => {
  test.each<[Fault, number, RegExp]>([
    [{ status: 429, headers: { 'retry-after': '1', 'x-ratelimit-remaining': '0' } }, 429, /"code":9,/],
    [{ status: 500 }, 500, /"code":-1,/],
    [{ status: 502, body: '' }, 502, /^$/],
    [{ status: 503, body: '<html>', headers: { 'content-type': 'text/html' } }, 503, /^<html>$/],
    [{ status: 200, body: '<html>', headers: { 'content-type': 'text/html' } }, 200, /^<html>$/],
    [{ status: 201, body: '{"id": "jo', headers: { 'content-type': 'application/json' } }, 201, /^\{"id": "jo$/],
    [{ status: 201, body: { id: 'john', data: { n: { $number: '1e400' } } } }, 201, /"n":1e400/],
    [{ status: 204 }, 204, /^$/],
    [{ status: 307, headers: { location: 'http://127.0.0.1:9/elsewhere' } }, 307, /./],
    [{ code: 9 }, 500, /"code":9,/],
  ])('%j', async (fault, status, body) => {
    const { heard, stored, injected } = await befall(fault);
    expect(heard).toMatchObject({ status, headers: fault.headers ?? {}, cut: false });
    expect(text(heard)).toMatch(body);
    expect(stored).toBe(false);
    expect(injected).toBe(
      fault.status === undefined ? 'Injected: answered 500.' : `Injected: answered ${fault.status}.`,
    );
  });

  test('unless it is to take effect', async () => {
    expect(await befall({ status: 504, effect: true })).toMatchObject({
      heard: { status: 504 },
      stored: true,
      injected: 'Injected: answered 504, after the request took effect.',
    });
  });
});

describe("the API's own answer takes effect, and comes", () => {
  test('late', async () => {
    const { heard, stored, injected } = await befall({ delayMs: 20 });
    expect([heard, stored]).toMatchObject([{ status: 201 }, true]);
    expect(injected).toBe('Injected: held back for 20 ms.');
  });

  test('with headers that are spelled otherwise than its own', async () => {
    const { heard } = await befall({ headers: { 'Content-Type': 'text/plain', 'Transfer-Encoding': 'chunked' } });
    expect(heard).toMatchObject({ status: 201, headers: { 'content-type': 'text/plain' }, cut: false });
    expect(heard).not.toHaveProperty('headers.content-length');
  });

  test('with other headers', async () => {
    const { heard, stored } = await befall({ headers: { 'content-type': 'text/plain' } });
    expect([heard, stored]).toMatchObject([{ status: 201, headers: { 'content-type': 'text/plain' } }, true]);
  });

  test('in pieces', async () => {
    const { heard, stored } = await befall({ chunks: [3, 5], chunkDelayMs: 1 });
    expect(stored).toBe(true);
    expect(heard).toMatchObject({ status: 201, cut: false });
    expect(text(heard)).toContain('"Jöhn"');
  });

  test('in chunks of HTTP that part a character, where the header says so', async () => {
    const app = await mock.app({ users: [john] });
    const at = Buffer.byteLength('{"id":"john","data":{"name":"J') + 1;
    mock.mock.control.injectFault(app.key, { chunks: [at], headers: { 'transfer-encoding': 'chunked' } });
    const answer = await sendBytes(
      mock.mock.port,
      `GET /api/v1.0/user/john/?api_key=${app.key} HTTP/1.1\r\nhost: x\r\nauthorization: ${await serverToken(app.secret)}\r\n` +
        'stream-auth-type: jwt\r\nconnection: close\r\n\r\n',
      'latin1',
    );
    const [, head, rest] = answer.split('\r\n\r\n', 2)[1]?.split('\r\n') ?? [];
    expect(answer.toLowerCase()).not.toContain('content-length');
    expect(Buffer.from(head ?? '', 'latin1').at(-1)).toBe(0xc3);
    expect([head?.length, rest !== undefined]).toEqual([at, true]);
  });
});

describe('a connection is lost', () => {
  test.each<[Fault, boolean, string]>([
    [{ disconnect: true }, false, 'Injected: closed the connection before the effect.'],
    [{ disconnect: 'before' }, false, 'Injected: closed the connection before the effect.'],
    [{ disconnect: 'after' }, true, 'Injected: closed the connection after the effect.'],
  ])('%j', async (fault, effect, sentence) => {
    expect(await befall(fault)).toEqual({ heard: 'no answer', stored: effect, injected: sentence });
  });

  test('within the answer', async () => {
    const { heard, stored, injected } = await befall({ disconnect: 'within' });
    expect(heard).toMatchObject({ status: 201, cut: true });
    expect(text(heard)).toMatch(/^\{"id":"john"/);
    expect([stored, injected]).toEqual([true, 'Injected: closed the connection within the answer.']);
  });
});

test('an answer that never comes leaves the connection open, and the others alone', async () => {
  const app = await mock.app();
  mock.mock.control.injectFault(app.key, { hang: true });
  const waiting = addJohn(app);
  await expect.poll(() => mock.mock.control.exchanges(app.key)).toHaveLength(1);
  expect((await app.send('GET', 'user/john/')).status).toBe(200);
  const settled = await Promise.race([waiting.then(() => true), Promise.resolve(false)]);
  expect(settled).toBe(false);
});

test('a fault befalls only the requests that it is for, whatever comes between', async () => {
  const [app, other] = [await mock.app({ users: [jane] }), await mock.app({ users: [jane] })];
  const { control } = mock.mock;
  control.injectFault(app.key, { status: 503, times: 2, when: { method: 'get', path: '*/user/jane/' } });
  control.injectFault(null, { status: 504, when: { key: other.key } });
  const status = async (to: TestApp, method: string, path: string): Promise<number> =>
    (await to.send(method, path)).status;
  expect(await status(app, 'GET', 'user/john/')).toBe(404);
  expect(await status(app, 'GET', 'user/jane/')).toBe(503);
  expect(await status(app, 'DELETE', 'user/nobody/')).toBe(404);
  expect(await status(app, 'GET', 'user/jane/')).toBe(503);
  expect(await status(app, 'GET', 'user/jane/')).toBe(200);
  expect(await status(other, 'GET', 'user/jane/')).toBe(504);
  expect(await status(other, 'GET', 'user/jane/')).toBe(200);
});

describe('Prefer', () => {
  const prefer = async (value: string) => {
    const app = await mock.app({ users: [jane] });
    const response = await app.send('GET', 'user/jane/', { headers: { prefer: value } });
    return { response, exchange: mock.mock.control.exchanges(app.key)[0] };
  };

  test('asks for an example of the contract, with its headers', async () => {
    const { response, exchange } = await prefer('code=429');
    expect([response.status, response.body]).toMatchObject([429, { code: 9, exception: 'RateLimitReached' }]);
    expect(response.headers).toMatchObject({ 'x-ratelimit-limit': '60', 'x-ratelimit-reset': '1523008620' });
    expect(exchange).toMatchObject({ injected: 'Injected: answered 429.', deviations: [], violations: [] });
  });

  test('names the example', async () => {
    expect((await prefer('code=401, example=badSignature')).response.body).toMatchObject({ code: 3 });
    expect((await prefer('code=200; example="withFollowCounts"')).response.body).toHaveProperty('followers_count', 0);
  });
});
