import { expect, test } from 'vitest';

import { loadContract } from '../../spec/contract.js';

import { judgeReply } from './judge.js';
import { findOperation, loadOperations } from './operations.js';
import { prepareOperations } from './prepare.js';

const contract = loadContract();
const operations = await loadOperations(contract);

test('a schema that cannot be compiled keeps the mock from starting', async () => {
  const broken = { ...structuredClone(contract), digest: 'of a broken contract' };
  const { schemas } = (broken.document as { components: { schemas: Record<string, object> } }).components;
  schemas['Timestamp'] = { type: 'string', pattern: '(' };
  await expect(loadOperations(broken)).rejects.toThrow(
    /^Failed to start the mock: a schema of POST \/user\/ cannot be compiled, Invalid regular expression.*Correct openapi\.yaml\.$/,
  );
});

test('what the build has prepared is what the contract says now', () => {
  expect(operations).toEqual(JSON.parse(JSON.stringify(prepareOperations(contract.document))));
});

const json = { 'content-type': 'application/json' };
const found = findOperation(operations, 'GET', '/user/jane/');

test.each([
  ['a body that breaks its schema', 200, json, { id: 'jane' }, "must have required property 'data'"],
  ['a status the operation does not have', 418, json, {}, 'Unable to match the returned status code'],
  ['a type the contract does not have', 404, { 'content-type': 'text/html' }, {}, 'media type "text/html"'],
])('an answer outside the contract is found: %s', (_name, status, headers, body, message) => {
  if (typeof found === 'number') throw new Error('Failed to find the operation.');
  const findings = judgeReply(found, { status, headers, content: JSON.stringify(body) });
  expect(findings.map((finding) => finding.message).join()).toContain(message);
});

test.each([
  ['GET', '/user/', 405],
  ['GET', '/nowhere/', 404],
])('%s %s leads to %i', (method, path, status) => {
  expect(findOperation(operations, method, path)).toBe(status);
});

test('what answers hold of their own is free, so that judging one of a kind is enough', () => {
  const { schemas } = (contract.document as { components: { schemas: { UserData: object } } }).components;
  const rules = Object.entries(schemas.UserData).filter(([key]) => key !== 'description' && !key.startsWith('x-'));
  expect(rules).toEqual([['type', 'object']]);
});
