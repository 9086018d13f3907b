import { createServer } from 'node:http';

import supertest from 'supertest';
import { expect, test } from 'vitest';

import { loadContract } from '../spec/contract.js';

import { createApi } from './api.js';
import { Apps } from './apps.js';
import { createEngine } from './engine.js';
import { Journal } from './journal.js';
import { createPrepare } from './prepare.js';
import { ErrorReplies, Reply } from './reply.js';
import { TokenVerifier } from './tokens.js';

test('an answer outside the contract goes out as a 500, and what was wrong with it is told', async () => {
  const contract = loadContract();
  const engine = await createEngine(contract);
  const defects: string[] = [];
  const api = createApi({
    contract,
    apps: new Apps(),
    journal: new Journal(),
    engine,
    prepare: createPrepare(contract, engine),
    tokens: new TokenVerifier(),
    errors: new ErrorReplies(contract),
    answer: () => new Reply(200, { 'content-type': 'application/json' }, '{"id":"jane"}'),
    checkAnswers: true,
    onEnd: null,
    onDefect: (message) => defects.push(message),
  });
  const response = await supertest(createServer(api)).get('/api/v1.0/user/jane/');
  expect([response.status, response.body]).toEqual([500, expect.objectContaining({ code: -1 })]);
  expect(defects).toEqual([
    expect.stringContaining('Failed to answer getUser within the contract: Response body must have'),
  ]);
});
