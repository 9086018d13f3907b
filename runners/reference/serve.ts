import { stdin, stdout } from 'node:process';

import { createLineReader } from '../protocol/lines.js';
import {
  calls,
  type ConnectRequest,
  credentials,
  protocolVersion,
  type Request,
  type Response,
  type SdkError,
} from '../protocol/messages.js';
import { createReferenceOperations, type Operations, referenceSdk } from './operations.js';

export interface DriverDefinition {
  /** The reference's own, unless another name tells a double apart. */
  sdk?: { name: string; version: string };
  /** Makes a client; what it throws is the SDK's error. */
  connect?: (request: ConnectRequest) => Operations;
}

/** Runs a driver on standard input and output until the input ends. */
export function serveDriver({ sdk = referenceSdk, connect = createReferenceOperations }: DriverDefinition = {}): void {
  const clients = new Map<string, Operations>();

  async function answer(request: Exclude<Request, { hello: unknown }>): Promise<Response> {
    const { id } = request;
    try {
      if ('connect' in request) {
        clients.set(request.connect, connect(request));
        return { id, ok: null };
      }
      const name = 'call' in request ? request.client : request.disconnect;
      const client = clients.get(name);
      if (!client) return { id, driverError: `no client is called ${name}` };
      if ('disconnect' in request) {
        clients.delete(name);
        return { id, ok: null };
      }
      if (!Object.hasOwn(client, request.call)) return { id, driverError: `there is no call ${request.call}` };
      return { id, ok: await client[request.call](request.args) };
    } catch (error) {
      return { id, error: describe(error) };
    }
  }

  const reader = createLineReader((line) => {
    const request = JSON.parse(line) as Request;
    if ('hello' in request) {
      const runtime = `Node.js ${process.versions.node}`;
      return write({ hello: protocolVersion, sdk, runtime, calls: [...calls], credentials: [...credentials] });
    }
    void answer(request).then(write);
  }, endsDriver);
  // At the end of the input nothing keeps the process alive but what it is still doing; then it exits with 0.
  stdin.on('data', (chunk: Buffer) => reader.push(chunk));
}

function endsDriver(): never {
  throw new Error('Failed to read a request: its line is not UTF-8, or too long. Look at what writes to this driver.');
}

function write(response: Response): void {
  stdout.write(`${JSON.stringify(response)}\n`);
}

/** What an application can read off the error. */
function describe(error: unknown): SdkError {
  if (!(error instanceof Error)) return { type: typeof error, message: String(error) };
  const { status, code } = error as { status?: unknown; code?: unknown };
  return {
    type: error.name,
    message: error.message,
    status: typeof status === 'number' ? status : undefined,
    code: typeof code === 'number' ? code : undefined,
  };
}
