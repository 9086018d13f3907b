import { createRequire } from 'node:module';

import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import type { IPrismDiagnostic } from '@stoplight/prism-core';
// Prism's parts are taken one by one: `createInstance` from the package's index puts together the same parts, but
// brings a data generator along that the mock does not use and that takes most of a second to load.
import { factory } from '@stoplight/prism-core/dist/factory.js';
import type { IHttpConfig, IHttpRequest, IHttpResponse } from '@stoplight/prism-http';
import type * as RouterModule from '@stoplight/prism-http/dist/router/index.js';
import { getHttpOperationsFromSpec } from '@stoplight/prism-http/dist/utils/operations.js';
import { validateInput, validateOutput, validateSecurity } from '@stoplight/prism-http/dist/validator/index.js';
import type { IHttpOperation } from '@stoplight/types';
import * as E from 'fp-ts/lib/Either.js';
import type { NonEmptyArray } from 'fp-ts/lib/NonEmptyArray.js';
import * as TE from 'fp-ts/lib/TaskEither.js';

import type { Contract } from '../spec/contract.js';

import { Reply } from './reply.js';

// Its default export is a property of a CommonJS module, which tools that run TypeScript import in two different ways.
const { default: routeInPrism } = createRequire(import.meta.url)(
  '@stoplight/prism-http/dist/router/index.js',
) as (typeof RouterModule)['default'];

export type { IHttpOperation } from '@stoplight/types';

type Verdict = E.Either<NonEmptyArray<IPrismDiagnostic>, IHttpRequest>;

/**
 * What Prism is asked about: the request as the contract would have it. Prism's verdicts on it are pure, so they are
 * kept here, and requests that are byte for byte the same share one of these.
 */
export class Subject {
  input?: Verdict;
  security?: Verdict;

  constructor(
    readonly operation: IHttpOperation,
    readonly request: IHttpRequest,
  ) {}
}

/** One run of a request through Prism: what to judge, and how to answer once the verdict is there. */
export class Run implements IHttpRequest {
  readonly method: IHttpRequest['method'];
  readonly url: IHttpRequest['url'];
  readonly headers: IHttpRequest['headers'];
  readonly body: unknown;

  constructor(
    readonly subject: Subject,
    readonly answer: (validations: readonly IPrismDiagnostic[]) => Reply,
    /** False for answers that are meant to stray from the contract. */
    readonly checkAnswer: boolean,
  ) {
    ({ method: this.method, url: this.url, headers: this.headers, body: this.body } = subject.request);
  }
}

/** An answer, and why the contract forbids it; empty when it does not. */
export interface Outcome {
  reply: Reply;
  faults: readonly IPrismDiagnostic[];
}

export interface Engine {
  /** The operation for a path below the base path, or why there is none. */
  route(method: string, path: string): IHttpOperation | 404 | 405;
  run(run: Run): Promise<Outcome>;
}

/**
 * Prism's engine on this contract, with the mock's own answers where Prism makes up examples.
 * Refuses a contract with a schema that AJV cannot compile: Prism would take everything for valid under it.
 */
export async function createEngine(contract: Contract): Promise<Engine> {
  const operations = await getHttpOperationsFromSpec(structuredClone(contract.document));
  assertSchemasCompile(operations);
  // Which kinds of answer have passed Prism's check, for each operation. Where the contract says more of `data` than that
  // it is an object, users are not all of one kind, and every answer is checked.
  const passedKinds = new Map(
    dataIsFree(contract) ? operations.map((operation) => [operation, new Set<string>()]) : [],
  );
  const prism = factory<IHttpOperation, IHttpRequest, IHttpResponse, IHttpConfig>(mockConfig(), {
    logger: silentLogger(),
    route: ({ input }) => E.right(runOf(input).subject.operation),
    validateInput: ({ resource, element }) => {
      const { subject } = runOf(element);
      return (subject.input ??= validateInput({ resource, element: subject.request }));
    },
    validateSecurity: ({ resource, element }) => {
      const { subject } = runOf(element);
      if (!subject.security) {
        const { request } = subject;
        const verdict = validateSecurity({ resource, element: { ...request, headers: request.headers ?? {} } });
        subject.security = E.isLeft(verdict) ? verdict : E.right(request);
      }
      return subject.security;
    },
    mock:
      ({ input }) =>
      () =>
        E.right(runOf(input.data).answer(input.validations)),
    validateOutput: ({ resource, element }) => {
      const reply = replyOf(element);
      const passed = passedKinds.get(resource);
      if (reply.kind !== null && passed?.has(reply.kind)) return E.right(element);
      const verdict = validateOutput({ resource, element });
      if (E.isRight(verdict) && reply.kind !== null) passed?.add(reply.kind);
      return verdict;
    },
    forward: () => () => TE.left(new Error('The mock forwards nothing.')),
  });

  return {
    route(method, path) {
      const input = { method: method.toLowerCase() as IHttpRequest['method'], url: { path } };
      const found = routeInPrism({ resources: operations, input });
      if (E.isRight(found)) return found.right;
      return 'status' in found.left && found.left.status === 405 ? 405 : 404;
    },
    async run(run) {
      // Prism writes into the configuration it is given, so every run gets its own.
      const config = { ...mockConfig(), validateResponse: run.checkAnswer };
      const result = await prism.request(run, operations, config)();
      if (E.isLeft(result)) throw result.left;
      return { reply: replyOf(result.right.output), faults: result.right.validations.output };
    },
  };
}

function dataIsFree(contract: Contract): boolean {
  const { components } = contract.document as { components: { schemas: { UserData: Record<string, unknown> } } };
  const { type, ...others } = components.schemas.UserData;
  return type === 'object' && Object.keys(others).every((key) => key === 'description' || key.startsWith('x-'));
}

function mockConfig(): IHttpConfig {
  return {
    isProxy: false,
    checkSecurity: true,
    validateRequest: true,
    validateResponse: true,
    errors: true,
    upstreamProxy: undefined,
    mock: { dynamic: false },
  };
}

/** Prism hands on what it is given, but its types only say that it is some request. */
function runOf(request: IHttpRequest): Run {
  if (request instanceof Run) return request;
  throw new TypeError('Failed to run a request: Prism handed on another than it was given. Check its version.');
}

function replyOf(response: IHttpResponse): Reply {
  if (response instanceof Reply) return response;
  throw new TypeError('Failed to read an answer: Prism handed on another than it was given. Check its version.');
}

/** Prism logs what it finds; here that becomes part of the record instead. */
function silentLogger(): object {
  const ignore = (): void => undefined;
  const logger = {
    info: ignore,
    warn: ignore,
    error: ignore,
    debug: ignore,
    trace: ignore,
    fatal: ignore,
    success: ignore,
  };
  return { ...logger, child: () => logger };
}

function assertSchemasCompile(operations: readonly IHttpOperation[]): void {
  const ajv = new Ajv({ strict: false, allErrors: true, allowUnionTypes: true });
  addFormats.default(ajv);
  const seen = new Set<string>();
  for (const operation of operations) {
    for (const schema of schemasIn(operation)) {
      // Answers share schemas, which Prism copies and numbers; one of each is enough.
      const text = JSON.stringify(schema, (key, value: unknown) => (key === 'x-stoplight' ? undefined : value));
      if (seen.has(text)) continue;
      seen.add(text);
      assertCompiles(ajv, schema, operation);
    }
  }
}

function assertCompiles(ajv: Ajv, schema: object, { method, path }: IHttpOperation): void {
  try {
    ajv.compile(schema);
  } catch (error) {
    throw new Error(
      `Failed to start the mock: a schema of ${method.toUpperCase()} ${path} cannot be compiled, ` +
        `${(error as Error).message}. Correct openapi.yaml.`,
      { cause: error },
    );
  }
}

/** Every schema Prism will compile for an operation: those under a key `schema`, wherever it is. */
function schemasIn(node: unknown): object[] {
  if (typeof node !== 'object' || node === null) return [];
  return Object.entries(node).flatMap(([key, value]) =>
    key === 'schema' && typeof value === 'object' && value !== null ? [value as object] : schemasIn(value),
  );
}
