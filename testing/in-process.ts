import pLimit from 'p-limit';

import {
  type Call,
  type Changed,
  calls,
  type Client,
  credentials,
  type Hello,
  type Outcome,
  protocolVersion,
} from '../runners/protocol/messages.js';
import { createHttpSend, type Send } from '../runners/reference/http.js';
import { createReferenceOperations, type Operations, referenceSdk } from '../runners/reference/operations.js';
import { outcomeOf } from '../runners/reference/serve.js';
import type { LentDriver, Supervisor } from '../runners/supervisor.js';
import { parseJson, stringifyJson } from '../spec/json.js';

const hello: Hello = {
  hello: protocolVersion,
  sdk: referenceSdk,
  runtime: 'this process',
  calls: [...calls],
  credentials: [...credentials],
  concurrent: true,
  tellsChanges: true,
};

const sends = new Map<string, Send>();

/** One pool of connections for all clients of this process, which come and go by the thousand. */
export function sharedSend(baseUrl: string): Send {
  const send = sends.get(baseUrl) ?? createHttpSend(baseUrl);
  sends.set(baseUrl, send);
  return send;
}

/** The reference client, without a defect. */
export const connectReference = (client: Client): Operations =>
  createReferenceOperations(client, { send: sharedSend(client.baseUrl) });

/**
 * The reference client, or one with a defect, in the place of a driver, in this process: a behaviour takes milliseconds.
 * What goes in and out is written and read again, as a line would be. Without the failures of a process.
 */
export function inProcess(connect: (client: Client) => Operations = connectReference): Supervisor {
  const clients = new Map<string, Operations>();
  const inTurn = pLimit(1);

  async function call({ client, call: name, args }: Call): Promise<Outcome & Changed> {
    const known = clients.get(client.name) ?? connect(client);
    clients.set(client.name, known);
    const given = written(args);
    return written(await outcomeOf(() => known[name](given), given));
  }

  const driver: LentDriver = { hello, call };
  return {
    lend: (_, use) =>
      inTurn(async () => {
        // Each behaviour has clients of its own.
        clients.clear();
        return { value: await use(driver) };
      }),
    close: async () => undefined,
  };
}

const written = <T>(value: T): T => parseJson(stringifyJson(value)) as T;
