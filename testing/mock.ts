import { connect } from 'node:net';

import supertest from 'supertest';
import type { Test } from 'supertest';
import { afterAll, beforeAll } from 'vitest';

import { createMockClient } from '../mock/client.js';
import type { MockClient } from '../mock/client.js';
import type { AppSeed } from '../mock/store/apps.js';
import { startMock } from '../mock/mock.js';
import type { Mock, MockOptions } from '../mock/mock.js';
import { serverToken } from '../mock/tokens.js';

/** How a test sends a request; what is absent is as the contract has it. */
export interface Sent {
  /** Values of the query; `api_key` is the app's. */
  query?: Record<string, string>;
  /** `null` leaves a header out. */
  headers?: Record<string, string | null>;
  body?: unknown;
}

/** An app of the mock under test, and a way to send it what the contract asks for. */
export interface TestApp {
  key: string;
  secret: string;
  send(method: string, path: string, sent?: Sent): Test;
}

/** A mock that lives as long as the tests of a file. */
export interface TestMock {
  readonly mock: Mock;
  readonly client: MockClient;
  app(seed?: Partial<AppSeed>): Promise<TestApp>;
}

/** Starts a mock before the tests of a file and stops it after them. */
export function useMock(options: MockOptions = {}): TestMock {
  let mock: Mock | undefined;
  beforeAll(async () => {
    mock = await startMock(options);
  });
  afterAll(() => mock?.close());
  const started = (): Mock => {
    if (!mock) throw new Error('Failed to use the mock: it has not started. Use it inside a test.');
    return mock;
  };
  return {
    get mock() {
      return started();
    },
    get client() {
      return createMockClient(started().url);
    },
    async app(seed) {
      const { key, secret } = await createMockClient(started().url).createApp(seed);
      // For whatever is asked, users and feeds alike.
      const token = await serverToken(secret, { claims: { resource: '*' } });
      return {
        key,
        secret,
        send: (method, path, sent = {}) => send(started().url, { key, token }, method, path, sent),
      };
    },
  };
}

function send(url: string, app: { key: string; token: string }, method: string, path: string, sent: Sent): Test {
  const query = new URLSearchParams({ api_key: app.key, ...sent.query });
  const headers = {
    authorization: app.token,
    'stream-auth-type': 'jwt',
    'x-stream-client': 'stream-test-1.0.0',
    ...(sent.body === undefined ? {} : { 'content-type': 'application/json' }),
    ...sent.headers,
  };
  const request = new supertest.Test(url, method, `/api/v1.0/${path}?${query.toString()}`);
  for (const [name, value] of Object.entries(headers)) if (value !== null) request.set(name, value);
  // Bytes go out as they are, under whatever type: how a body is written is what is tested.
  if (sent.body !== undefined) request.serialize((body) => body as unknown as string).send(bytesOf(sent.body));
  return request;
}

function bytesOf(body: unknown): Buffer {
  if (Buffer.isBuffer(body)) return body;
  return Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
}

/** Sends bytes and reads until the server closes. */
export function sendBytes(port: number, bytes: string | Buffer, encoding?: BufferEncoding): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    let answer = '';
    // A server that closes on a client still sending resets the connection; that is one of the answers allowed.
    socket.on('error', () => undefined);
    socket.on('data', (chunk: Buffer) => (answer += chunk.toString(encoding)));
    socket.on('close', () => resolve(answer));
    socket.write(bytes);
  });
}
