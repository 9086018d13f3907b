import type { CallArguments, CallValue, Client, Credential } from '../runners/protocol/messages.js';
import type { HttpRequest, HttpResponse, Send } from '../runners/reference/http.js';
import { createReferenceOperations, type Operations } from '../runners/reference/operations.js';
import { protocolCall } from '../suites/calls.js';
import { connectReference, sharedSend } from '../testing/in-process.js';
import type { PlantedCall } from './operator.js';

/** Where in an SDK a defect sits. */
export const places = ['argument', 'request', 'sending', 'answer', 'error', 'call', 'client', 'mock'] as const;
export type Place = (typeof places)[number];

/** What a defect can look at. */
export interface Context {
  call: PlantedCall;
  /** As the application made it. */
  client: Client;
  /** The same client without the defect. */
  plain: Operations;
}

/** What can be read off an error of the reference. */
export interface Fault extends Error {
  status?: number;
  code?: number;
}

/** What a defect changes of a call; what is absent stays as it is. */
export interface Hooks {
  /** Told of every client that is made. */
  made?: (client: Client) => void;
  /** Another client than the application's, for each call anew. */
  client?: (client: Client, context: Context) => Client;
  args?: (args: CallArguments, context: Context) => CallArguments;
  send?: (request: HttpRequest, send: Send, context: Context) => Promise<HttpResponse>;
  value?: (value: CallValue, args: CallArguments, context: Context) => CallValue;
  /** Around the whole call. */
  call?: (
    args: CallArguments,
    run: (args: CallArguments) => Promise<CallValue>,
    context: Context,
  ) => Promise<CallValue>;
  /** What is thrown instead. */
  error?: (error: Fault, context: Context) => unknown;
}

/** The reference client with a defect in some of its calls, on request only with one credential. What the hooks remember, a process remembers. */
export function plant(
  hooks: Hooks,
  calls: ReadonlySet<PlantedCall>,
  only?: Credential,
): (client: Client) => Operations {
  return (client) => {
    hooks.made?.(client);
    const plain = connectReference(client);
    if (only && client[only] === undefined) return plain;
    const planted = { ...plain };
    for (const call of calls) {
      const [name, defective] = [protocolCall(call), hooked(hooks, { call, client, plain })];
      const others = planted[name];
      planted[name] = (args) => (isCall(call, args) ? defective(args) : others(args));
    }
    return planted;
  };
}

/** Reading plain and reading enriched are one call of the protocol. */
const isCall = (call: PlantedCall, { enriched = false }: CallArguments): boolean =>
  protocolCall(call) !== 'activities' || enriched === (call === 'enrichedActivities');

function hooked(hooks: Hooks, context: Context): (args: CallArguments) => Promise<CallValue> {
  const { call, client } = context;
  const connect = (actual: Client): Operations => {
    const send = sharedSend(actual.baseUrl);
    return createReferenceOperations(actual, {
      send: hooks.send ? (request) => hooks.send!(request, send, context) : send,
    });
  };
  const own = connect(client);
  const run = async (args: CallArguments): Promise<CallValue> => {
    const operations = hooks.client ? connect(hooks.client(client, context)) : own;
    const value = await operations[protocolCall(call)](hooks.args ? hooks.args(args, context) : args);
    return hooks.value ? hooks.value(value, args, context) : value;
  };
  return async (args) => {
    try {
      return await (hooks.call ? hooks.call(args, run, context) : run(args));
    } catch (error) {
      throw hooks.error ? hooks.error(error as Fault, context) : error;
    }
  };
}
