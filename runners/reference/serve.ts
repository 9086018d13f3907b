import { stdin, stdout } from 'node:process';
import { isDeepStrictEqual } from 'node:util';

import { parseJson, stringifyJson } from '../../spec/json.js';
import { createLineReader } from '../protocol/lines.js';
import {
  type Call,
  calls,
  type Changed,
  type Client,
  type CallArguments,
  type CallValue,
  credentials,
  type Outcome,
  protocolVersion,
  type Request,
  type Response,
  type Result,
  type SdkError,
} from '../protocol/messages.js';
import { createReferenceOperations, type Operations, referenceSdk } from './operations.js';

/** Runs the reference's driver, or a double's, until the input ends. What `connect` throws is the SDK's error. */
export function serveDriver(connect: (client: Client) => Operations = createReferenceOperations): void {
  const clients = new Map<string, Operations>();
  let before: Promise<void> = Promise.resolve();

  function operationsOf(client: Client): Operations {
    const known = clients.get(client.name) ?? connect(client);
    clients.set(client.name, known);
    return known;
  }

  async function make({ client, call, args }: Call): Promise<Result> {
    if (!calls.includes(call)) return { driverError: `there is no call ${call}` };
    return outcomeOf(() => operationsOf(client)[call](args), args);
  }

  async function answer(line: string): Promise<void> {
    const request = parseJson(line) as Request;
    write('hello' in request ? hello() : { done: await Promise.all(request.do.map(make)) });
  }

  const read = createLineReader((line) => void (before = before.then(() => answer(line))), endsDriver);
  // At the end of the input nothing keeps the process alive but what it is still doing; then it exits with 0.
  stdin.on('data', read);
}

function hello(): Response {
  const runtime = `Node.js ${process.versions.node}`;
  const offer = { calls: [...calls], credentials: [...credentials], concurrent: true, tellsChanges: true };
  return { hello: protocolVersion, sdk: referenceSdk, runtime, ...offer };
}

function endsDriver(): never {
  throw new Error('Failed to read a request: its line is not UTF-8, or too long. Look at what writes to this driver.');
}

function write(response: Response): void {
  stdout.write(`${stringifyJson(response)}\n`);
}

/** Makes a call, and tells what came of it, and of its data where that is not left as it was given. */
export async function outcomeOf(make: () => Promise<CallValue>, args: CallArguments): Promise<Outcome & Changed> {
  const { data } = structuredClone(args);
  let outcome: Outcome;
  try {
    outcome = { ok: await make() };
  } catch (error) {
    outcome = { error: describeError(error) };
  }
  return isDeepStrictEqual(args.data, data) ? outcome : { ...outcome, changed: args.data };
}

/** What an application can read off the error. */
function describeError(error: unknown): SdkError {
  if (!(error instanceof Error)) return { type: typeof error, message: String(error) };
  const { status, code } = error as { status?: unknown; code?: unknown };
  return {
    type: error.name,
    message: error.message,
    status: typeof status === 'number' ? status : undefined,
    code: typeof code === 'number' ? code : undefined,
  };
}
