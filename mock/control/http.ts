import type { IncomingMessage, ServerResponse } from 'node:http';

import type { Exchange } from '../../spec/exchange.js';
import { isJsonNumber, parseJson, readNumber, stringifyJson } from '../../spec/json.js';

import { deepest } from '../contract/body.js';
import type { Fault } from '../http/fault.js';
import type { AppSeed, UserSeed } from '../store/apps.js';
import { decoded, readBody, splitTarget } from '../http/request.js';
import type { UserPage } from '../store/users.js';
import type { MockControl } from './control.js';
import { ControlRefusal, DeploymentFault, NeedsControl } from '../store/refusals.js';

/** Where the control API lives, apart from the API itself. */
const controlPath = '/_mock';

/** Whether a request is for the control API, as it stands in its first line. */
export const isControl = (target = ''): boolean => /^\/_mock(?![^/?])/.test(target);

/** A batch of seeds may be large; this is more than a million small users. */
const bodyLimit = 512 * 2 ** 20;

/** Who follows exchanges and has so much of them unread is cut off, in bytes. */
const unreadLimit = 16 * 2 ** 20;

/** How many users one reading hands out, unless asked for fewer. */
const pageSize = 1_000;

/** One call, as it came. */
interface Asked {
  key: string;
  query: URLSearchParams;
  bytes: Buffer;
}

/** Makes the exchanges be told of, as they end; returns how to stop that. */
type Follow = (tell: (exchange: Exchange) => void) => () => void;

const creatingApp = 'POST /_mock/apps';

/**
 * Every call: what it does, as `GET /_mock/` shows it, and what it answers. Text is JSON already, all else becomes it, a
 * `Follow` lines of it for as long as the client listens; nothing is a 204.
 */
const calls: Record<string, [does: string, answer: (control: MockControl, asked: Asked) => unknown]> = {
  'GET /_mock/': [
    'what can be asked here',
    () => ({ calls: Object.fromEntries(Object.entries(calls).map(([call, [does]]) => [call, does])) }),
  ],
  'GET /_mock/health': ['{status: "ok", contract: {title, version, digest}}', (control) => control.health()],
  [creatingApp]: [
    '{key?, secret?, users?, rateLimit?}: makes an app; 201 {key, secret}, random where absent; 409 if the key is taken',
    (control, { bytes }) => control.createApp(bytes.length === 0 ? {} : (parse(bytes) as Partial<AppSeed>)),
  ],
  'DELETE /_mock/apps/KEY': [
    '{exchanges, dropped}, for the last time: forgets the app with all that it has',
    (control, { key }) => control.forgetApp(key),
  ],
  'GET /_mock/apps/KEY/users': [
    '{users, total}: at most 1,000, from ?offset=, ?limit= of them; or the one with ?id=',
    (control, { key, query }) => control.usersText(key, query.get('id') ?? pageOf(query)),
  ],
  'POST /_mock/apps/KEY/users': [
    '{users: [{id, data?, followers_count?, following_count?, created_at?, updated_at?}]}: stores or replaces them; 204',
    (control, { key, bytes }) =>
      control.seedUsers(key, (parse(bytes) as { users: UserSeed[] } | null)?.users as UserSeed[]),
  ],
  'GET /_mock/apps/KEY/exchanges': [
    '{exchanges, dropped} of an api_key, whether or not there is such an app; with ?follow each from now on, as a line of JSON',
    (control, { key, query }) => exchangesOf(control, key, query),
  ],
  'GET /_mock/exchanges': [
    'the same of ?api_key=, or of the requests without one; with ?follow and no api_key those of all',
    (control, { query }) => exchangesOf(control, query.get('api_key'), query),
  ],
  'POST /_mock/apps/KEY/faults': [
    '{status?, code?, body?, headers?, encoding?, effect?, times?, when?, delayMs?, hang?, chunks?, chunkDelayMs?, disconnect?}: befalls the next requests of the app; 204',
    (control, { key, bytes }) => control.injectFault(key, parse(bytes) as Fault),
  ],
  'POST /_mock/faults': [
    'the same, for requests with whatever api_key',
    (control, { bytes }) => control.injectFault(null, parse(bytes) as Fault),
  ],
};

function exchangesOf(control: MockControl, key: string | null, query: URLSearchParams): unknown {
  if (!query.has('follow')) return control.recorded(key ?? '');
  const follow: Follow = (tell) => control.follow(key, tell);
  return follow;
}

/** Answers `/_mock/` by calling the control functions, one a call. `onDefect` is told of every fault of the mock's own. */
export function serveControl(
  control: MockControl,
  onDefect: (message: string) => void,
): (message: IncomingMessage, response: ServerResponse) => void {
  async function answer(call: string, asked: Omit<Asked, 'key'>, response: ServerResponse): Promise<void> {
    const [, start = '', key = '', rest = ''] = /^(\w+ \/_mock\/apps\/)([^/]*)(.*)$/s.exec(call) ?? [];
    const pattern = start === '' ? call : `${start}KEY${rest}`;
    const [, run] = calls[pattern] ?? [];
    if (!run) {
      const remedy = `GET ${controlPath}/ lists them.`;
      throw new ControlRefusal(`Failed to find ${call}: the control API has no such call. ${remedy}`, 404);
    }
    const result = await run(control, { ...asked, key: decoded(key) ?? key });
    if (typeof result === 'function') writeLines(response, result as Follow);
    else if (result === undefined) write(response, 204, '');
    else write(response, pattern === creatingApp ? 201 : 200, result);
  }

  function refusalOf(error: unknown, call: string): [status: number, why: string] {
    if (error instanceof ControlRefusal) return [error.status, error.message];
    if (error instanceof DeploymentFault) return [502, error.message];
    if (error instanceof NeedsControl) {
      return [501, `Failed: a deployment is behind this, and only a mock can be asked ${error.message}.`];
    }
    onDefect(`Failed to answer ${call}: ${(error as Error).stack ?? String(error)}`);
    return [500, 'Failed to answer: a fault of the mock itself, which is told where it runs. Report it.'];
  }

  return (message, response) => {
    const [path, query] = splitTarget(message.url ?? '');
    const call = `${message.method ?? ''} ${path === controlPath ? `${controlPath}/` : path}`;
    readBody(message, bodyLimit, async (bytes, tooLarge) => {
      try {
        const cause = `it is larger than ${bodyLimit} bytes. Send smaller batches.`;
        if (tooLarge) throw new ControlRefusal(`Failed to read the body: ${cause}`, 413);
        await answer(call, { query: new URLSearchParams(query), bytes }, response);
      } catch (error) {
        const [status, why] = refusalOf(error, call);
        write(response, status, { error: why });
      }
    });
  };
}

function write(response: ServerResponse, status: number, result: unknown): void {
  const text = typeof result === 'string' ? result : stringifyJson(result);
  response.writeHead(status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) });
  response.end(text);
}

function writeLines(response: ServerResponse, follow: Follow): void {
  response.writeHead(200, { 'content-type': 'application/jsonl' });
  // At once, so that the client knows from when on it hears of everything.
  response.flushHeaders();
  const stop = follow((exchange) => {
    response.write(`${JSON.stringify(exchange)}\n`);
    if (response.writableLength > unreadLimit) response.destroy();
  });
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
  if (isDeeper(value, deepest)) {
    const cause = `it is nested more than ${deepest} levels deep. Send what the API would take.`;
    throw new ControlRefusal(`Failed to read the body: ${cause}`);
  }
  return byValue(value);
}

function isDeeper(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return levels === 0 || Object.values(value).some((member) => isDeeper(member, levels - 1));
}

/** Numbers count by their value, `5.0` is 5, except in what is stored or sent as it was given. */
function byValue(value: unknown, name?: string): unknown {
  if (isJsonNumber(value)) return name === 'body' ? value : readNumber(value.$number);
  if (name === 'data' || name === 'body' || typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((item) => byValue(item));
  return Object.fromEntries(Object.entries(value).map(([member, item]) => [member, byValue(item, member)]));
}
