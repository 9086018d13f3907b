import fc from 'fast-check';
import { afterEach, describe, expect, test } from 'vitest';

import { loadContract } from '../spec/contract.js';
import { createValidators } from '../testing/validators.js';

import { sendBytes, useMock } from '../testing/mock.js';
import { serverToken } from './tokens.js';

const mock = useMock();
const { schemas } = (
  loadContract().document as { components: { schemas: { Error: object; User: object; Deleted: object } } }
).components;
const validators = createValidators(loadContract());
const isError = validators.compile(schemas.Error);
const isUser = validators.compile(schemas.User);
const isDeleted = validators.compile(schemas.Deleted);

const exchange = (bytes: string | Buffer): Promise<string> => sendBytes(mock.mock.port, bytes);

/** The contract's error 4, as it comes for what cannot be read. */
const malformed = /^HTTP\/1\.1 400 [\s\S]*"code":4,[\s\S]*"exception":"InputException"/;

afterEach(() => {
  // None of it was a fault of the mock's own.
  expect(mock.mock.defects).toEqual([]);
});

describe('whatever comes, an answer is the contract’s, and the server serves on', () => {
  const statuses = [200, 201, 400, 401, 403, 404, 405, 409, 413];

  function check(status: number, body: unknown): void {
    expect(statuses).toContain(status);
    const gone = status === 200 && !Object.hasOwn(body as object, 'id');
    const validate = status >= 300 ? isError : gone ? isDeleted : isUser;
    validate(body);
    expect(validate.errors).toBeNull();
  }

  const pathPart = fc.oneof(
    fc.string({ unit: 'grapheme' }).map(encodeURI),
    fc.constantFrom(
      '',
      '/',
      '//',
      '.',
      '..',
      '%',
      '%zz',
      '%2F',
      '%00',
      'user',
      'user/',
      '\\',
      'a;b=c',
      '{user_id}',
      ',',
    ),
  );

  test('any path', async () => {
    const app = await mock.app();
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom('GET', 'PUT', 'PATCH'),
        fc.array(pathPart, { maxLength: 5 }),
        async (method, parts) => {
          // supertest would make a URL of it; this goes out as it is.
          const path = parts.join('').replace(/[\s\u0080-\uffff]/g, '');
          const answer = await exchange(
            `${method} /api/v1.0/${path}?api_key=${app.key} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n`,
          );
          const [head = '', body = ''] = answer.split('\r\n\r\n');
          check(Number(head.split(' ')[1]), JSON.parse(body));
        },
      ),
      { numRuns: 200 },
    );
  });

  test('any JSON, which a right one comes back from as it was', async () => {
    await fc.assert(
      fc.asyncProperty(fc.json(), fc.boolean(), async (json, wrapped) => {
        const app = await mock.app();
        const text = wrapped ? `{"id":"jane","data":${json}}` : json;
        const response = await app.send('POST', 'user/', { body: text });
        check(response.status, response.body);
        if (response.status !== 201) return;
        expect((response.body as { data: unknown }).data).toEqual((JSON.parse(text) as { data: unknown }).data ?? {});
      }),
      { numRuns: 100 },
    );
  });

  test('any bytes', async () => {
    const app = await mock.app();
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), async (bytes) => {
        const response = await app.send('PUT', 'user/jane/', { body: Buffer.from(bytes) });
        check(response.status, response.body);
      }),
      { numRuns: 100 },
    );
  });

  const name = fc.constantFrom(
    'accept',
    'authorization',
    'stream-auth-type',
    'x-stream-client',
    'content-type',
    'prefer',
    'cookie',
  );
  const value = fc.oneof(
    fc.string(),
    fc.constantFrom(';;;', 'Bearer', 'Bearer ', 'code=404', 'jwt', 'text/*;q=2', 'a.b.c'),
  );

  test('any headers and query', async () => {
    const app = await mock.app();
    await fc.assert(
      fc.asyncProperty(fc.dictionary(name, value), fc.dictionary(fc.string(), fc.string()), async (headers, query) => {
        const clean = Object.entries(headers).map(([key, text]) => [key, text.replace(/[^\x20-\x7e]/g, '')]);
        const response = await app.send('POST', 'user/', {
          headers: Object.fromEntries(clean) as Record<string, string>,
          query,
          body: { id: 'jane' },
        });
        check(response.status, response.body);
      }),
      { numRuns: 100 },
    );
  });

  // Line breaks before a request say nothing: the server would wait for one, for a minute.
  const begun = fc
    .uint8Array({ minLength: 1, maxLength: 100 })
    .filter((bytes) => /[^\r\n]/.test(String.fromCharCode(...bytes)));

  test('any bytes in place of HTTP', async () => {
    await fc.assert(
      fc.asyncProperty(begun, async (bytes) => {
        const answer = await exchange(Buffer.concat([bytes, Buffer.from('\r\n\r\n\r\n')]));
        expect(answer === '' || malformed.test(answer)).toBe(true);
      }),
      { numRuns: 50 },
    );
  });

  test('ten thousand requests, many on a connection, one after the other without waiting', async () => {
    const app = await mock.app({ users: [{ id: 'jane', data: {} }] });
    const token = await serverToken(app.secret);
    const part = fc.constantFrom(
      'user/',
      'user/jane/',
      'user/jane',
      'user//',
      'user/%ff/',
      'user/%2541/',
      'x',
      '',
      '//',
      '%',
    );
    const one = fc.record({
      method: fc.constantFrom('GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'QUERY'),
      path: fc.oneof(
        part,
        fc.string({ maxLength: 8 }).map((text) => `user/${encodeURIComponent(text)}/`),
      ),
      query: fc.constantFrom(
        '',
        '&get_or_create=True',
        '&with_follow_counts=1',
        '&get_or_create=maybe',
        '&x',
        '&api_key=y',
      ),
      token: fc.constantFrom(token, token, `Bearer ${token}`, 'x', 'a.b.c'),
      type: fc.constantFrom('application/json', 'application/json; charset=latin1', 'text/json', ';', 'a/b'),
      body: fc.oneof(
        fc.json({ maxDepth: 2 }),
        fc.constantFrom('{"id":"a","id":"b"}', '{', '\ufeff{}', '{"id":"c","data":1.0}'),
      ),
      chunked: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(one, { minLength: 100, maxLength: 100 }), async (requests) => {
        const sent = requests.map(({ method, path, query, token: authorization, type, body, chunked }, index) => {
          const size = Buffer.byteLength(body);
          const framed = chunked
            ? `transfer-encoding: chunked\r\n\r\n${size.toString(16)}\r\n${body}\r\n0\r\n\r\n`
            : `content-length: ${size}\r\n\r\n${body}`;
          const last = index === requests.length - 1 ? 'connection: close\r\n' : '';
          return (
            `${method} /api/v1.0/${path}?api_key=${app.key}${query} HTTP/1.1\r\nhost: x\r\nauthorization: ${authorization}\r\n` +
            `stream-auth-type: jwt\r\ncontent-type: ${type}\r\n${last}${framed}`
          );
        });
        const answers = (await exchange(sent.join(''))).split(/(?=HTTP\/1\.1 \d{3} )/);
        expect(answers).toHaveLength(requests.length);
        for (const answer of answers) {
          expect(answer).not.toMatch(/^ {4}at /m);
          check(Number(answer.slice(9, 12)), JSON.parse(answer.slice(answer.indexOf('\r\n\r\n'))));
        }
      }),
      { numRuns: 100 },
    );
  });
});
