import type { Exchange, ExchangeRequest, ExchangeResponse, Finding } from '../spec/exchange.js';
import { causesOf } from '../verdicts/causes.js';
import type {
  BehaviourRecord,
  ExchangeRecord,
  ResultRecord,
  Results,
  SdkRecord,
  StepRecord,
} from '../verdicts/model.js';
import { runVerdict } from '../verdicts/run-verdict.js';
import { sampleBehaviours, sampleSdks } from './sample-parts.js';

const capitalised: Finding = {
  id: 'query/boolean-spelling',
  location: 'query.get_or_create',
  message: 'get_or_create is "False", which is no boolean in the contract; the API reads it as false.',
};

/** A small run that holds every verdict, a known divergence, parity and coverage: the fixture of the golden files. */
export function sampleResults(): Results {
  const [create, conflict, update, size, setUser] = sampleBehaviours as [
    BehaviourRecord,
    BehaviourRecord,
    BehaviourRecord,
    BehaviourRecord,
    BehaviourRecord,
  ];
  const results: ResultRecord[] = [
    result(
      'javascript',
      create,
      'passed',
      [step('create', 201)],
      [added('stream-javascript-client-8.15.0', 'get_or_create', null, 201)],
    ),
    result(
      'python',
      create,
      'passed',
      [step('create', 201)],
      [added('stream-python-5.3.1', 'get_or_create', 'False', 201)],
    ),
    {
      ...result('go', create, 'crashed'),
      failure: {
        message: 'The driver ended by SIGSEGV while create was in flight.',
        step: 0,
        stderr: 'panic: runtime error: invalid memory address\ngoroutine 1 [running]:',
      },
    },
    notRun('java', create),
    { ...conflictFailure(conflict), sdk: 'javascript' },
    result(
      'python',
      conflict,
      'passed',
      [step('create', 201), step('create', 409)],
      [
        added('stream-python-5.3.1', 'get_or_create', 'False', 201),
        { ...added('stream-python-5.3.1', 'get_or_create', 'False', 409), sequence: 2, step: 1 },
      ],
    ),
    {
      ...result('go', conflict, 'timed-out'),
      failure: { message: 'create did not answer within 5 s.', step: 0, stderr: '' },
    },
    notRun('java', conflict),
    {
      ...result('javascript', update, 'known'),
      failure: {
        message: 'update keeps a number over 2^53: expected 9007199254740993, got 9007199254740992.',
        expected: '9007199254740993',
        actual: '9007199254740992',
        step: 1,
      },
      known: {
        by: 'list',
        entry: 0,
        reason: 'JavaScript numbers lose digits over 2^53',
        owner: 'js-team',
        link: 'https://example.com/issues/7',
      },
    },
    { ...result('python', update, 'passed'), rounds: ['passed', 'timed-out', 'passed'] },
    {
      ...result('go', update, 'driver-error'),
      failure: { message: 'The driver answered id 9, which nobody asked.', stderr: '' },
    },
    notRun('java', update),
    result('javascript', size, 'passed'),
    result('python', size, 'passed'),
    {
      ...result('go', size, 'suite-bug'),
      failure: { message: 'TypeError: payload is undefined, in the behaviour itself.' },
    },
    notRun('java', size),
    {
      ...result('javascript', setUser, 'passed'),
      rounds: ['timed-out', 'passed'],
      firstFailure: { message: 'setUser did not answer within 5 s.', step: 0, stderr: '' },
    },
    { ...result('python', setUser, 'not-applicable'), failure: { message: 'The SDK has no call setUser.' } },
    { ...result('go', setUser, 'not-applicable'), failure: { message: 'The SDK has no call setUser.' } },
    notRun('java', setUser),
  ];
  return structuredClone(assemble(sampleSdks, sampleBehaviours, results));
}

/** Puts records together as a run, with its counts; parity and coverage speak of the sample's behaviours. */
export function assemble(sdks: SdkRecord[], behaviours: BehaviourRecord[], results: ResultRecord[]): Results {
  const suite = { version: '1.0.0', behaviours: behaviours.length, of: behaviours.length };
  return {
    schemaVersion: 2,
    contract: { title: 'Users API', version: '1.0.0', digest: '9f2c1e7a'.repeat(8) },
    suite,
    startedAt: '2026-03-04T09:10:11.120Z',
    durationMs: 18_420,
    verdict: runVerdict({ sdks, results, suite }),
    causes: causesOf({ sdks, behaviours, results }),
    sdks,
    behaviours,
    results,
    parity: [
      {
        behaviour: 'conflict/keeps-the-stored-user',
        outcomes: [
          { sdks: ['python'], account: ['create → user', 'create → StreamApiException 409, code 22'] },
          { sdks: ['javascript'], account: ['create → user', 'create → user'] },
        ],
        wire: [
          { sdks: ['javascript'], account: ['POST /user/', 'POST /user/?get_or_create=true'] },
          { sdks: ['python'], account: ['POST /user/?get_or_create=False', 'POST /user/?get_or_create=False'] },
        ],
      },
    ],
    coverage: [
      {
        operation: 'addUser',
        status: 201,
        sdks: {
          javascript: ['create/stores-a-user'],
          python: ['create/stores-a-user', 'conflict/keeps-the-stored-user'],
        },
      },
      { operation: 'addUser', status: 409, sdks: { python: ['conflict/keeps-the-stored-user'] } },
      { operation: 'getUser', status: 404, sdks: {} },
      {
        operation: 'updateUser',
        status: 201,
        sdks: { javascript: ['update/keeps-numbers'], python: ['update/keeps-numbers'] },
      },
    ],
  };
}

function conflictFailure(behaviour: BehaviourRecord): ResultRecord {
  const second = added('stream-javascript-client-8.15.0', 'get_or_create', 'true', 201);
  return {
    ...result(
      'javascript',
      behaviour,
      'failed',
      [step('create', 201), step('create', 201)],
      [
        added('stream-javascript-client-8.15.0', 'get_or_create', null, 201),
        {
          ...second,
          sequence: 2,
          step: 1,
          violations: [
            {
              id: 'query/not-asked-for',
              location: 'query.get_or_create',
              message: 'get_or_create is "true" although the application did not ask for it.',
            },
          ],
        },
      ],
    ),
    failure: {
      message: 'Adding the taken id john-doe again returns a user; expected error 22 (conflict), status 409.',
      expected: '{\n  "error": {\n    "status": 409,\n    "code": 22\n  }\n}',
      actual: '{\n  "ok": {\n    "user": {\n      "id": "john-doe"\n    }\n  }\n}',
      step: 1,
    },
  };
}

function result(
  sdk: string,
  behaviour: BehaviourRecord,
  verdict: ResultRecord['verdict'],
  steps: StepRecord[] = [],
  exchanges: ExchangeRecord[] = [],
): ResultRecord {
  return {
    sdk,
    behaviour: behaviour.id,
    suite: behaviour.suite,
    verdict,
    durationMs: 14.25,
    checks: 4,
    before: [],
    steps,
    exchanges,
    command: `npx sdk-conformance run --sdk ${sdk} --only ${behaviour.id}`,
  };
}

function notRun(sdk: string, behaviour: BehaviourRecord): ResultRecord {
  return {
    ...result(sdk, behaviour, 'not-run'),
    durationMs: 0,
    checks: 0,
    failure: { message: 'Maven was not found on this machine.' },
  };
}

const user = {
  id: 'john-doe',
  data: { name: 'John Doe' },
  createdAt: '2026-03-04T09:10:11.200000Z',
  updatedAt: '2026-03-04T09:10:11.200000Z',
};

function step(call: StepRecord['call'], status: number): StepRecord {
  return {
    call,
    args: { userId: 'john-doe', data: { name: 'John Doe' } },
    outcome:
      status < 400
        ? { ok: { user } }
        : { error: { type: 'StreamApiException', message: 'A user with this id already exists', status, code: 22 } },
    durationMs: 5.5,
  };
}

function added(client: string, name: string, value: string | null, status: number): ExchangeRecord {
  const request: ExchangeRequest = {
    method: 'POST',
    path: '/api/v1.0/user/',
    query: [['api_key', 'key1'], ...(value === null ? [] : ([[name, value]] as [string, string][]))],
    headers: {
      host: 'localhost:41873',
      authorization: '[redacted]',
      'stream-auth-type': 'jwt',
      'content-type': 'application/json',
      'x-stream-client': client,
    },
    token: { kind: 'server', algorithm: 'HS256', claims: { resource: 'users', action: '*', feed_id: '*' } },
    body: '{"id":"john-doe","data":{"name":"John Doe"}}',
    bodyBytes: 44,
  };
  const body =
    status < 400
      ? {
          id: 'john-doe',
          data: { name: 'John Doe' },
          created_at: user.createdAt,
          updated_at: user.updatedAt,
          duration: '4ms',
        }
      : {
          code: 22,
          detail: 'A user with this id already exists',
          duration: '1ms',
          exception: 'ConflictException',
          status_code: 409,
          more_info: 'https://getstream.io',
        };
  const response: ExchangeResponse = {
    status,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  };
  const exchange: Exchange = {
    sequence: 1,
    startedAt: '2026-03-04T09:10:11.200Z',
    durationMs: 4.5,
    operation: 'addUser',
    request,
    response,
    violations: [],
    deviations: value === 'False' ? [capitalised] : [],
  };
  return { ...exchange, step: 0 };
}
