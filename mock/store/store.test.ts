import { expect, test } from 'vitest';

import { createClock, formatMoment, parseMoment } from './clock.js';
import { Journal } from '../journal/journal.js';
import { Request, splitTarget } from '../http/request.js';
import { RateLimiter } from './rate-limit.js';
import { verifyToken } from '../contract/token.js';
import { serverToken } from '../tokens.js';
import { UserStore } from './users.js';

test('a clock moves on though the time does not, and when it goes back', () => {
  const times = [5, 5, 4, 9];
  const clock = createClock(() => times.shift() ?? 9);
  expect([clock(), clock(), clock(), clock(), clock()]).toEqual([5000, 5001, 5002, 9000, 9001]);
});

test('a moment is written with its microseconds', () => {
  expect(formatMoment(1_523_008_575_833_018)).toBe('2018-04-06T09:56:15.833018Z');
});

test('a store keeps users in the order they came', () => {
  const users = new UserStore();
  users.add('b', '{}');
  users.add('a', '{"x":1}');
  expect(users.add('a', '{}')).toBeUndefined();
  expect(users.replace('c', '{}')).toBeUndefined();
  expect(users.page().map(([id, { data }]) => [id, data])).toEqual([
    ['b', '{}'],
    ['a', '{"x":1}'],
  ]);
  expect([users.delete('b'), users.delete('b'), users.size]).toEqual([true, false, 1]);
});

test('a store gives back what it was given, and moves on only when a user is updated', () => {
  const users = new UserStore();
  const known = { createdAt: 1_523_008_575_833_018, updatedAt: 1_523_008_575_833_019, followers: 0, following: 12 };
  const data = '{"name":"A  B","note":" ","n":1.0}';
  expect(users.put('a', data, known)).toEqual({ ...known, data });
  expect(users.get('a')).toEqual({ ...known, data });
  expect(users.page('a')).toEqual([['a', { ...known, data }]]);
  const added = users.add('b', '{}');
  expect(users.get('b')).toEqual({ ...added, updatedAt: added?.createdAt, followers: 0, following: 0 });
  const updated = users.replace('a', '{}');
  expect(updated).toEqual({ ...known, data: '{}', updatedAt: expect.any(Number) as number });
  expect(updated!.updatedAt).toBeGreaterThan(known.updatedAt);
});

test('a window of the rate limit opens with the first request after the last one', () => {
  let now = 1_000_500;
  const limiter = new RateLimiter({ limit: 1, windowSeconds: 10 }, () => now);
  const headers = { 'x-ratelimit-limit': '1', 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '1011' };
  expect(limiter.take()).toEqual({ allowed: true, headers });
  expect(limiter.take()).toEqual({ allowed: false, headers });
  now += 10_000;
  expect(limiter.take()).toEqual({ allowed: true, headers: { ...headers, 'x-ratelimit-reset': '1021' } });
});

test('a journal keeps the newest of a key, counts the others, and leaves other keys alone', () => {
  const journal = new Journal();
  const add = (key: string, count: number): void => {
    for (let index = 0; index < count; index += 1) {
      journal.begin(new Request('GET', `/?api_key=${key}`));
    }
  };
  add('quiet', 1);
  add('noisy', 703);
  const { exchanges, dropped } = journal.read('noisy');
  expect([exchanges.length, dropped, exchanges[0]?.sequence, exchanges.at(-1)?.sequence]).toEqual([500, 203, 205, 704]);
  expect(journal.read('quiet')).toMatchObject({ exchanges: [{ sequence: 1 }], dropped: 0 });
  journal.forget('noisy');
  expect(journal.read('noisy')).toEqual({ exchanges: [], dropped: 0 });
});

test('a journal is bounded in bytes, for one key and for all', () => {
  const journal = new Journal();
  const large = (key: string) => journal.begin(new Request('GET', `/${'x'.repeat(2 ** 20)}?api_key=${key}`));
  for (let index = 0; index < 40; index += 1) large('one');
  expect(journal.read('one').exchanges.length).toBeLessThanOrEqual(16);
  // A few of each key, in turns: what a key adds later counts as well.
  for (let index = 0; index < 300; index += 1) large(`key-${index % 30}`);
  expect(journal.read('one')).toEqual({ exchanges: [], dropped: 40 });
  large('one');
  expect(journal.read('one')).toMatchObject({ exchanges: [{}], dropped: 40 });
  journal.forget('one');
  expect(journal.read('one')).toEqual({ exchanges: [], dropped: 0 });
  const kept = Array.from({ length: 30 }, (_, index) => journal.read(`key-${index}`));
  const megabytes = kept.reduce((sum, { exchanges }) => sum + exchanges.length, 0);
  expect(megabytes).toBeLessThanOrEqual(256);
  expect(megabytes).toBeGreaterThan(200);
  expect(kept.reduce((sum, { exchanges, dropped }) => sum + exchanges.length + dropped, 0)).toBe(300);
});

test('a journal weighs answers and findings too, and keeps no more of an answer than of a request', () => {
  const journal = new Journal();
  const content = 'x'.repeat(2 ** 21);
  for (let index = 0; index < 600; index += 1) {
    const recording = journal.begin(new Request('GET', '/?api_key=large'));
    recording.answered({ status: 200, headers: {}, content });
    journal.end(recording);
  }
  const { exchanges, dropped } = journal.read('large');
  expect([exchanges.length + dropped, exchanges[0]?.response?.body.length]).toEqual([600, 64 * 1024]);
  expect(exchanges.length * 64).toBeLessThan(16 * 1024);
  expect(exchanges.length * 64).toBeGreaterThan(12 * 1024);
});

test('a journal weighs what a request is told of, and each text for itself', () => {
  const journal = new Journal();
  for (let index = 0; index < 100; index += 1) {
    const request = new Request('GET', '/?api_key=many');
    request.rawHeaders = Array.from({ length: 4_000 }, (_, header) => `x-${header}`);
    journal.end(journal.begin(request));
  }
  expect(journal.read('many').exchanges.length).toBeLessThan(70);
});

test('a verified token expires though its verdict is kept', async () => {
  const token = await serverToken('secret', { expiresAt: 1_010 });
  const valid = { ok: true, claims: { resource: 'users' } };
  expect(await verifyToken('secret', token, 1_000_000)).toMatchObject(valid);
  expect(await verifyToken('secret', token, 1_009_999)).toMatchObject(valid);
  expect(await verifyToken('secret', token, 1_010_000)).toEqual({ ok: false, reason: 'expired' });
  expect(await verifyToken('another', token, 1_000_000)).toEqual({ ok: false, reason: 'signature' });
});

test.each([
  ['api_key=k', 'k'],
  ['a=b&api_key=k&c=d', 'k'],
  ['api_key=k&api_key=l', 'k'],
  ['my_api_key=k', ''],
  ['api_key=', ''],
  ['api%5Fkey=a%20b', 'a b'],
  ['', ''],
])('the api_key of %j is %j', (query, key) => {
  expect(new Request('GET', `/?${query}`).key).toBe(key);
});

test.each([
  ['/a/?b=c', ['/a/', 'b=c']],
  ['/a/', ['/a/', '']],
  ['http://host:1/a/?b', ['/a/', 'b']],
])('the target %j is path and query', (url, parts) => {
  expect(splitTarget(url)).toEqual(parts);
});

test('a moment that was written is read with its microseconds', () => {
  expect(parseMoment('2018-04-06T09:56:15.833018Z')).toBe(1_523_008_575_833_018);
  expect(parseMoment('2018-04-06T09:56:15Z')).toBe(1_523_008_575_000_000);
  expect([parseMoment('2018-13-06T09:56:15Z'), parseMoment('2018-04-06')]).toEqual([undefined, undefined]);
});
