import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';

import { loadContract } from '../spec/contract.js';

import { Run, Subject, createEngine } from './engine.js';
import type { IHttpOperation } from './engine.js';
import { createPrepare, violationsOf } from './prepare.js';
import type { Prepared } from './prepare.js';
import { rememberPrepared } from './prepare-cache.js';
import type { RawRequest } from './raw-request.js';
import { Reply } from './reply.js';

const contract = loadContract();
const engine = await createEngine(contract);

test('a schema that cannot be compiled keeps the mock from starting', async () => {
  const broken = structuredClone(contract);
  const { schemas } = (broken.document as { components: { schemas: Record<string, object> } }).components;
  schemas['Timestamp'] = { type: 'string', pattern: '(' };
  await expect(createEngine(broken)).rejects.toThrow(
    /^Failed to start the mock: a schema of POST \/user\/ cannot be compiled, Invalid regular expression.*Correct openapi\.yaml\.$/,
  );
});

describe('an answer outside the contract', () => {
  const operation = engine.route('GET', '/user/jane/') as IHttpOperation;
  const run = (reply: Reply, checkAnswer = true): Run => {
    const subject = new Subject(operation, { method: 'get', url: { path: '/user/jane/', query: {} }, headers: {} });
    return new Run(subject, () => reply, checkAnswer);
  };
  const json = { 'content-type': 'application/json' };

  test.each([
    ['a body that breaks its schema', new Reply(200, json, '{"id":"jane"}', 'x'), "must have required property 'data'"],
    ['a status the operation does not have', new Reply(418, json, '{}'), 'Unable to match the returned status code'],
    [
      'a type the contract does not have',
      new Reply(404, { 'content-type': 'text/html' }, '{}'),
      'media type "text/html"',
    ],
  ])('is found: %s', async (_name, reply, message) => {
    const { faults } = await engine.run(run(reply));
    expect(faults.map((fault) => fault.message).join()).toContain(message);
  });

  test('goes unchecked when it is meant to stray', async () => {
    expect(await engine.run(run(new Reply(418, json, '{}'), false))).toMatchObject({ faults: [] });
  });

  test('is found again, though answers of a kind that passed are not looked at twice', async () => {
    const wrong = new Reply(200, json, '{}', 'of its own kind');
    expect((await engine.run(run(wrong))).faults).not.toEqual([]);
    expect((await engine.run(run(wrong))).faults).not.toEqual([]);
  });
});

describe('remembering prepared requests', () => {
  const plain: RawRequest = {
    method: 'GET',
    url: '/api/v1.0/user/jane/?api_key=key',
    authorization: 'token',
    authType: 'jwt',
    client: 'stream-test-1.0.0',
    contentType: undefined,
    body: null,
    bodyTooLarge: false,
  };
  const prepare = createPrepare(contract, engine);

  test('reads a request that comes again only once, whatever valid id it names', () => {
    const spy = vi.fn(prepare);
    const remember = rememberPrepared(spy, contract);
    expect(remember(plain).userId).toBe('jane');
    expect(remember({ ...plain, url: plain.url.replace('jane', 'john') }).userId).toBe('john');
    expect(remember(plain).subject).toBe(remember(plain).subject);
    expect(spy).toHaveBeenCalledTimes(1);
  });

  test('never changes what is made of a request', async () => {
    const remember = rememberPrepared(prepare, contract);
    const some = <T>(...values: T[]): fc.Arbitrary<T> => fc.constantFrom(...values);
    const request = fc.record({
      method: some('GET', 'POST', 'PUT', 'DELETE', 'PATCH'),
      url: fc
        .tuple(
          some(
            '/user/',
            '/user//',
            '/user',
            '/user/a/',
            '/user/b/',
            '/user/a',
            '/user/a%20b/',
            '/user/a%zz/',
            '/user/{}/',
            '/x/',
          ),
          some('', '?', '?api_key=k', '?get_or_create=True', '?get_or_create=x', '?with_follow_counts=1&x=/user/b/'),
        )
        .map(([path, query]) => `/api/v1.0${path}${query}`),
      authorization: some(undefined, 'undefined', 'token', 'Bearer token'),
      authType: some(undefined, 'jwt', 'simple'),
      client: some(undefined, 'a-1.0', 'a'),
      contentType: some(undefined, 'application/json', 'text/plain', ';'),
      body: some('', '{}', '{"id":"a"}', '{"id":"b","data":[]}', '{"id":"a","x":1}', '{', '\u00ff').map((text) =>
        text === '' ? null : Buffer.from(text, 'latin1'),
      ),
      bodyTooLarge: some(false, false, false, true),
    });
    await fc.assert(
      fc.asyncProperty(request, async (raw) => {
        expect(await outcome(remember(raw), raw)).toEqual(await outcome(prepare(raw), raw));
      }),
      { numRuns: 3_000 },
    );
  });

  /** All that a prepared request leads to, apart from what is remembered inside it. */
  async function outcome(prepared: Prepared, raw: RawRequest): Promise<unknown> {
    const { subject, ...rest } = prepared;
    let violations = violationsOf(prepared, [], raw);
    if (subject) {
      const answer: Run['answer'] = (validations) => {
        violations = violationsOf(prepared, validations, raw);
        return new Reply(200, {}, '{}');
      };
      await engine.run(new Run(subject, answer, false));
    }
    return { ...rest, violations };
  }
});
