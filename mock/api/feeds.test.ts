import { expect, test } from 'vitest';

import { type Sent, type TestApp, useMock } from '../../testing/mock.js';
import { serverToken, userToken } from '../tokens.js';

const mock = useMock();
const feed = 'feed/timeline/jane/';
const like = { actor: 'SU:jane', verb: 'like', object: 'picture:10' };

interface Feed {
  results: Record<string, unknown>[];
  next: string;
}

async function read(app: TestApp, path: string, query?: Sent['query']): Promise<Feed> {
  return (await app.send('GET', path, { query })).body as Feed;
}

test('an activity comes back as it was added, with an id and a time', async () => {
  const app = await mock.app();
  const added = await app.send('POST', feed, {
    body: `{"actor":"SU:jane","verb":"like","object":"a","n":1.0,"big":1e400}`,
  });
  expect(added.status).toBe(201);
  expect(added.text).toContain('"n":1.0,"big":1e400,');
  const { id, time } = added.body as { id: string; time: string };
  expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-1[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(time).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}$/);
  const { results, next } = await read(app, feed);
  expect([results, next]).toMatchObject([[{ id, time, actor: 'SU:jane', foreign_id: '' }], '']);
});

test('an activity may be nested as deeply as is read, and comes back, enriched too', async () => {
  const app = await mock.app();
  const more = `${'['.repeat(999)}"SU:jane"${']'.repeat(999)}`;
  const body = `{"actor":"SU:jane","verb":"like","object":"a","n":1.0,"more":${more}}`;
  expect((await app.send('POST', feed, { body })).status).toBe(201);
  expect((await app.send('GET', feed)).text).toContain(more);
  expect((await app.send('GET', `enrich/${feed}`)).text).toContain('"reference":"SU:jane"');
  expect(mock.mock.defects).toEqual([]);
});

test('a feed reads newest first, in parts, and next leads on', async () => {
  const app = await mock.app();
  for (const object of ['1', '2', '3']) await app.send('POST', feed, { body: { ...like, object } });
  await app.send('POST', feed, { body: { ...like, object: 'old', time: '2018-04-06T09:56:15.833318' } });
  expect((await read(app, feed)).results.map(({ object }) => object)).toEqual(['3', '2', '1', 'old']);
  const first = await read(app, feed, { limit: '2', offset: '1' });
  expect(first.results.map(({ object }) => object)).toEqual(['2', '1']);
  expect(first.next).toBe(`/api/v1.0/${feed}?api_key=${app.key}&limit=2&offset=3`);
  expect((await read(app, feed, { limit: '2', offset: '3' })).next).toBe('');
  expect((await read(app, 'feed/timeline/nobody/')).results).toEqual([]);
  expect((await read(app, 'feed/user/jane/')).results).toEqual([]);
});

test('enrichment gives users in the places of their references, wherever they stand, and says who is missing', async () => {
  const app = await mock.app({ users: [{ id: 'jane', data: { name: 'Jane' } }] });
  const body = { ...like, to: ['SU:jane', 'x'], more: { by: 'SU:nobody' }, foreign_id: 'SU:jane', verb: 'SU:jane' };
  await app.send('POST', feed, { body });
  const { results } = await read(app, `enrich/${feed}`);
  const stored = mock.mock.control.users(app.key, 'jane')[0];
  const missing = { id: 'nobody', error: 'ReferenceNotFound', reference: 'SU:nobody', reference_type: 'user' };
  expect(results).toMatchObject([{ ...body, actor: stored, to: [stored, 'x'], more: { by: missing } }]);
  expect(Object.keys(results[0]?.['actor'] as object)).toEqual(['id', 'data', 'created_at', 'updated_at']);
  expect((await read(app, feed)).results).toMatchObject([body]);
});

test('a deleted user is a missing reference, and an updated one is shown as it is now', async () => {
  const app = await mock.app({ users: [{ id: 'jane', data: {} }] });
  await app.send('POST', feed, { body: like });
  await app.send('PUT', 'user/jane/', { body: { data: { now: true } } });
  expect((await read(app, `enrich/${feed}`)).results).toMatchObject([{ actor: { id: 'jane', data: { now: true } } }]);
  await app.send('DELETE', 'user/jane/');
  expect((await read(app, `enrich/${feed}`)).results).toMatchObject([
    { actor: { id: 'jane', error: 'ReferenceNotFound', reference: 'SU:jane', reference_type: 'user' } },
  ]);
});

test('a user token adds activities of its own user, to any feed, and reads every feed', async () => {
  const app = await mock.app();
  const headers = { authorization: await userToken(app.secret, 'jane') };
  const add = async (actor: string): Promise<number> =>
    (await app.send('POST', 'feed/timeline/john/', { headers, body: { ...like, actor } })).status;
  expect([await add('SU:jane'), await add('jane'), await add('SU:john'), await add('john')]).toEqual([
    201, 201, 403, 403,
  ]);
  expect((await app.send('GET', 'enrich/feed/timeline/john/', { headers })).status).toBe(200);
});

test.each([
  [{ resource: 'feed', action: 'write', feed_id: 'timelinejane' }, 201, 401],
  [{ resource: 'feed', action: 'read', feed_id: 'timelinejane' }, 401, 200],
  [{ resource: 'feed', action: '*', feed_id: '*' }, 201, 200],
  [{ resource: 'feed', action: '*', feed_id: 'timeline:jane' }, 401, 401],
  [{ resource: 'users', action: '*', feed_id: '*' }, 401, 401],
])('a server token with %j: adding is %i, reading %i', async (claims, adding, reading) => {
  const app = await mock.app();
  const headers = { authorization: await serverToken(app.secret, { claims }) };
  expect((await app.send('POST', feed, { headers, body: like })).status).toBe(adding);
  expect((await app.send('GET', feed, { headers })).status).toBe(reading);
  const deviations = mock.mock.control.exchanges(app.key).flatMap((exchange) => exchange.deviations);
  expect(deviations).toEqual([]);
});

test('the size limit of a user is none of an activity', async () => {
  const app = await mock.app();
  const body = { ...like, data: { text: 'x'.repeat(20_000) } };
  expect((await app.send('POST', feed, { body })).status).toBe(201);
});
