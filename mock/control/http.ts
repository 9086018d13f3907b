import type { IncomingMessage, ServerResponse } from 'node:http';

import type { Exchange } from '../../spec/exchange.js';
import { isJsonNumber, parseJson, readNumber, stringifyJson } from '../../spec/json.js';

import type { Fault } from '../api/faults.js';
import type { AppSeed, UserSeed } from '../store/apps.js';
import { decoded, readBody, splitTarget } from '../http/request.js';
import type { UserPage } from '../store/users.js';
import { ControlRefusal, DeploymentFault, NeedsControl, type ServedControl } from './control.js';

/** Where the control API lives, apart from the API itself. */
export const controlPath = '/_mock';

/** A batch of seeds may be large; this is more than a million small users. */
const bodyLimit = 512 * 2 ** 20;

/** How many users one reading hands out, unless asked for fewer. */
const pageSize = 1_000;

/** One call, as it came. */
interface ControlCall {
  key: string;
  query: URLSearchParams;
  bytes: Buffer;
}

/** One answer: JSON text, or lines of it for as long as the client listens. */
type Written = { status: number; text: string } | { follow: (write: (exchange: Exchange) => void) => () => void };

const done: Written = { status: 204, text: '' };

/** Every call, and what it does; `GET /_mock/` shows this. */
const calls: Record<
  string,
  [does: string, answer: (control: ServedControl, call: ControlCall) => Written | Promise<Written>]
> = {
  'GET /_mock/': [
    'what can be asked here',
    () => answered({ calls: Object.fromEntries(Object.entries(calls).map(([call, [does]]) => [call, does])) }),
  ],
  'GET /_mock/health': [
    '{status: "ok", contract: {title, version, digest}}',
    async (control) => answered(await control.health()),
  ],
  'POST /_mock/apps': [
    '{key?, secret?, users?, rateLimit?}: makes an app; 201 {key, secret}, random where absent; 409 if the key is taken',
    async (control, { bytes }) =>
      answered(await control.createApp(bytes.length === 0 ? {} : (parse(bytes) as Partial<AppSeed>)), 201),
  ],
  'DELETE /_mock/apps/KEY': [
    '{exchanges, dropped}, for the last time: forgets the app with all that it has',
    async (control, { key }) => answered(await control.forgetApp(key)),
  ],
  'GET /_mock/apps/KEY/users': [
    '{users, total}: at most 1,000, from ?offset=, ?limit= of them; or the one with ?id=',
    async (control, { key, query }) => {
      const { users, total } = await control.usersText(key, query.get('id') ?? pageOf(query));
      return { status: 200, text: `{"users":${users},"total":${total}}` };
    },
  ],
  'POST /_mock/apps/KEY/users': [
    '{users: [{id, data?, followers_count?, following_count?, created_at?, updated_at?}]}: stores or replaces them; 204',
    async (control, { key, bytes }) => {
      const { users } = (parse(bytes) ?? {}) as { users?: UserSeed[] };
      await control.seedUsers(key, users as UserSeed[]);
      return done;
    },
  ],
  'GET /_mock/apps/KEY/exchanges': [
    '{exchanges, dropped} of an api_key, whether or not there is such an app; with ?follow each from now on, as a line of JSON',
    (control, { key, query }) => readExchanges(control, key, query),
  ],
  'GET /_mock/exchanges': [
    'the same of ?api_key=, or of the requests without one; with ?follow and no api_key those of all',
    (control, { query }) =>
      readExchanges(control, query.has('follow') ? query.get('api_key') : (query.get('api_key') ?? ''), query),
  ],
  'POST /_mock/apps/KEY/faults': [
    '{status?, code?, body?, headers?, effect?, times?, when?, delayMs?, hang?, chunks?, chunkDelayMs?, disconnect?}: befalls the next requests of the app; 204',
    async (control, { key, bytes }) => {
      await control.injectFault(key, parse(bytes) as Fault);
      return done;
    },
  ],
  'POST /_mock/faults': [
    'the same, for requests with whatever api_key',
    async (control, { bytes }) => {
      await control.injectFault(null, parse(bytes) as Fault);
      return done;
    },
  ],
};

async function readExchanges(control: ServedControl, key: string | null, query: URLSearchParams): Promise<Written> {
  if (!query.has('follow')) return answered(await control.recorded(key ?? ''));
  return { follow: (write) => control.follow(key, write) };
}

function answered(body: unknown, status = 200): Written {
  return { status, text: stringifyJson(body) };
}

function refused(status: number, error: string): Written {
  return { status, text: JSON.stringify({ error }) };
}

/** Answers `/_mock/` by calling the control functions, one a call. `onDefect` is told of every fault of the mock's own. */
export function serveControl(
  control: ServedControl,
  onDefect: (message: string) => void,
): (message: IncomingMessage, response: ServerResponse) => void {
  async function answer(
    { method = '', url = '' }: IncomingMessage,
    bytes: Buffer,
    tooLarge: boolean,
  ): Promise<Written> {
    const [path, query] = splitTarget(url);
    try {
      if (tooLarge) {
        const cause = `it is larger than ${bodyLimit} bytes. Send smaller batches.`;
        throw new ControlRefusal(`Failed to read the body: ${cause}`, 413);
      }
      const [apps = '', key = ''] = /^\/_mock\/apps\/([^/]*)/.exec(path) ?? [];
      const pattern = apps === '' ? path : `/_mock/apps/KEY${path.slice(apps.length)}`;
      const [, run] = calls[`${method} ${pattern}`] ?? [];
      if (run) return await run(control, { key: decoded(key) ?? key, query: new URLSearchParams(query), bytes });
      const remedy = `GET ${controlPath}/ lists them.`;
      throw new ControlRefusal(`Failed to find ${method} ${path}: the control API has no such call. ${remedy}`, 404);
    } catch (error) {
      if (error instanceof ControlRefusal) return refused(error.status, error.message);
      if (error instanceof DeploymentFault) return refused(502, error.message);
      if (error instanceof NeedsControl) {
        return refused(501, `Failed: a deployment is behind this, and only a mock can be asked ${error.message}.`);
      }
      onDefect(`Failed to answer ${method} ${path}: ${(error as Error).stack ?? String(error)}`);
      return refused(500, 'Failed to answer: a fault of the mock itself, which is told where it runs. Report it.');
    }
  }

  return (message, response) => {
    readBody(message, bodyLimit, (bytes, tooLarge) => {
      void answer(message, bytes, tooLarge).then((written) => write(response, written));
    });
  };
}

function write(response: ServerResponse, result: Written): void {
  if ('text' in result) {
    const { status, text } = result;
    response.writeHead(status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) });
    response.end(text);
    return;
  }
  response.writeHead(200, { 'content-type': 'application/jsonl' });
  // At once, so that the client knows from when on it hears of everything.
  response.flushHeaders();
  const stop = result.follow((exchange) => void response.write(`${JSON.stringify(exchange)}\n`));
  response.once('close', stop);
}

function pageOf(query: URLSearchParams): UserPage {
  const limit = Math.min(count(query, 'limit', pageSize), pageSize);
  return { offset: count(query, 'offset', 0), limit };
}

function count(query: URLSearchParams, name: string, absent: number): number {
  const text = query.get(name);
  if (text === null) return absent;
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new ControlRefusal(`Failed to read ${name}: it is "${text}". Give a whole number from 0.`);
}

function parse(bytes: Buffer): unknown {
  let value: unknown;
  try {
    value = parseJson(bytes.toString('utf8'), { asWritten: true });
  } catch (error) {
    throw new ControlRefusal(
      `Failed to read the body: it is not JSON, ${(error as Error).message}. Send a JSON object.`,
    );
  }
  return byValue(value);
}

/** Numbers count by their value, `5.0` is 5, except in what is stored or sent as it was given. */
function byValue(value: unknown, name?: string): unknown {
  if (isJsonNumber(value)) return name === 'body' ? value : readNumber(value.$number);
  if (name === 'data' || name === 'body' || typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((item) => byValue(item));
  return Object.fromEntries(Object.entries(value).map(([member, item]) => [member, byValue(item, member)]));
}
