import { execFile, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';

import { loadContract, operationIds, sources } from './contract.js';
import { madeOf } from './made.js';
import { errorEntry } from './error-entry.js';
import { packageRoot } from './package-root.js';
import { createValidators } from '../testing/validators.js';

const run = promisify(execFile);
const contract = loadContract();
const document = contract.document as {
  paths: Record<string, Record<string, { requestBody?: Body }>>;
  components: { responses: Record<string, Body>; parameters: Record<string, Parameter> };
};

interface Body {
  content: Record<string, { schema: object; examples: Record<string, { value: unknown }> }>;
}

interface Parameter {
  schema: object;
  example: unknown;
}

test('redocly finds nothing to complain about', async () => {
  const cli = join(packageRoot, 'node_modules/@redocly/cli/bin/cli.js');
  const { stdout, stderr } = await run(process.execPath, [cli, 'lint', 'openapi.yaml', '--format=json'], {
    cwd: packageRoot,
    env: { ...process.env, REDOCLY_TELEMETRY: 'off' },
  });
  expect(JSON.parse(stdout), stderr).toMatchObject({ totals: { errors: 0, warnings: 0 } });
});

describe('every example is valid under its schema', () => {
  const validators = createValidators(contract);
  const requests = Object.entries(document.paths).flatMap(([path, item]) =>
    Object.entries(item).flatMap(([method, operation]) => examplesOf(`${method} ${path}`, operation.requestBody)),
  );
  const responses = Object.entries(document.components.responses).flatMap(([name, body]) => examplesOf(name, body));
  const parameters = Object.entries(document.components.parameters).map(
    ([name, { schema, example }]) => [name, schema, example] as const,
  );

  test.each([...requests, ...responses, ...parameters])('%s', (_name, schema, example) => {
    const validate = validators.compile(schema);
    validate(example);
    expect(validate.errors).toBeNull();
  });
});

function examplesOf(
  name: string,
  body: Body | undefined,
): (readonly [name: string, schema: object, example: unknown])[] {
  return Object.values(body?.content ?? {}).flatMap(({ schema, examples }) =>
    Object.entries(examples).map(([key, { value }]) => [`${name}: ${key}`, schema, value] as const),
  );
}

test('an example that breaks its schema is found', () => {
  const validate = createValidators(contract).response('getUser', 200);
  expect(validate({ id: 'a b' })).toBe(false);
});

test('every operation, rule and error is read', () => {
  expect(contract.operations.map(({ id }) => id).sort()).toEqual([...operationIds].sort());
  expect(contract.basePath).toBe('/api/v1.0');
  expect(contract.rules.size).toBeGreaterThan(20);
  for (const { sentence, source } of contract.rules.values()) {
    expect(sentence).toMatch(/\.$/);
    expect(sources).toContain(source);
  }
  for (const { statuses } of contract.operations) {
    for (const status of statuses.filter((each) => each >= 400))
      expect(errorEntry(contract, status).status).toBe(status);
  }
});

test('a derived rule says why', async () => {
  const rules = contract.document['x-rules'] as Record<string, { 'x-source': string; 'x-rationale'?: string }>;
  const silent = Object.entries(rules).filter(([, rule]) => rule['x-source'] === 'derived' && !rule['x-rationale']);
  expect(silent).toEqual([]);
});

test('a status that the error table lacks is refused by its name', () => {
  expect(() => errorEntry(contract, 418)).toThrow('The contract has no error 418.');
});

describe('stock prism mock serves the contract as it stands', () => {
  let prism: ChildProcess;
  let address = '';

  beforeAll(async () => {
    const cli = join(packageRoot, 'node_modules/@stoplight/prism-cli/dist/index.js');
    prism = spawn(process.execPath, [cli, 'mock', 'openapi.yaml', '--port', '0'], { cwd: packageRoot });
    address = await new Promise((resolve, reject) => {
      let output = '';
      prism.stdout?.on('data', (chunk: Buffer) => {
        output += chunk.toString();
        const found = /listening on (http:\/\/[\d.]+:\d+)/.exec(output)?.[1];
        if (found) resolve(found);
      });
      prism.once('exit', (code) => reject(new Error(`Failed to start prism: it exited with ${code}. ${output}`)));
    });
  }, 60_000);

  afterAll(() => {
    prism.kill('SIGKILL');
  });

  test.each(contract.operations.map(({ id, method, path }) => [id, method, path] as const))(
    '%s',
    async (id, method, path) => {
      const activity = { actor: 'SU:john-doe', verb: 'like', object: 'picture:10' };
      const bodies: Partial<Record<typeof id, object>> = {
        addUser: { id: 'john-doe' },
        updateUser: { data: {} },
        addActivity: activity,
      };
      const body = bodies[id];
      const response = await fetch(`${address}${path.replaceAll(/\{\w+\}/g, 'john')}?api_key=key`, {
        method,
        headers: {
          authorization: 'token',
          'stream-auth-type': 'jwt',
          ...(body ? { 'content-type': 'application/json' } : {}),
        },
        ...(body ? { body: JSON.stringify(body) } : {}),
      });
      expect(response.status).toBe(method === 'POST' || method === 'PUT' ? 201 : 200);
      const validate = createValidators(contract).response(id, response.status);
      validate(await response.json());
      expect(validate.errors).toBeNull();
    },
  );
});

test('the contract is the same whether it was built or is read', () => {
  const text = readFileSync(join(packageRoot, 'openapi.yaml'), 'utf8');
  expect(madeOf(loadContract().digest, 'contract')).toEqual(parse(text));
});
