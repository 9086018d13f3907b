import type { IncomingMessage, ServerResponse } from 'node:http';

import { isJsonNumber, parseJson, readNumber, stringifyJson } from '../../spec/json.js';

import type { AppSeed, Fault, UserSeed } from '../store/apps.js';
import { readBody, splitTarget } from '../http/request.js';
import { ControlRefusal, DeploymentFault, type MockControl, NeedsControl, type UserPage } from './control.js';
import type { MockOwnControl } from './local.js';

/** Where the control API lives, apart from the API itself. */
export const controlPath = '/_mock';

/** A batch of seeds may be large; this is more than a million small users. */
const bodyLimit = 512 * 2 ** 20;

/** How many users one reading hands out, unless asked for fewer. */
const pageSize = 1_000;

/** What the calls are answered with: the functions of a mock, or those of a target, for which there may be a wait. */
export type ServedControl = MockControl & {
  [Name in 'usersText' | 'countUsers' | 'forgetApp']: (
    ...args: Parameters<MockOwnControl[Name]>
  ) => ReturnType<MockOwnControl[Name]> | Promise<ReturnType<MockOwnControl[Name]>>;
};

/** One answer. Text is JSON already; without a body there is none. */
interface Written {
  status: number;
  text: string;
}

/** Answers `/_mock/` by calling the control functions, one a call. `onDefect` is told of every fault of the mock's own. */
export function serveControl(
  control: ServedControl,
  onDefect: (message: string) => void,
): (message: IncomingMessage, response: ServerResponse) => void {
  async function answer(message: IncomingMessage, bytes: Buffer): Promise<Written> {
    try {
      return await call(control, message, bytes);
    } catch (error) {
      if (error instanceof ControlRefusal) return refused(error.status, error.message);
      if (error instanceof NeedsControl) return refused(501, error.message);
      if (error instanceof DeploymentFault) return refused(502, error.message);
      const path = splitTarget(message.url ?? '')[0];
      onDefect(`Failed to answer ${message.method ?? ''} ${path}: ${(error as Error).stack ?? String(error)}`);
      return refused(500, 'Failed to answer: a fault of the mock itself, which is told where it runs. Report it.');
    }
  }

  return (message, response) => {
    readBody(message, bodyLimit, (bytes, tooLarge) => {
      const answered = tooLarge
        ? refused(413, `Failed to read the body: it is larger than ${bodyLimit} bytes. Send smaller batches.`)
        : answer(message, bytes);
      void Promise.resolve(answered).then(({ status, text }) => {
        response.writeHead(status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) });
        response.end(text);
      });
    });
  };
}

function refused(status: number, error: string): Written {
  return { status, text: JSON.stringify({ error }) };
}

function answered(body: unknown, status = 200): Written {
  return { status, text: stringifyJson(body) };
}

const done: Written = { status: 204, text: '' };

async function call(control: ServedControl, message: IncomingMessage, bytes: Buffer): Promise<Written> {
  const [path, search] = splitTarget(message.url ?? '');
  const query = new URLSearchParams(search);
  const names = path
    .slice(controlPath.length + 1)
    .split('/')
    .map(decode);
  const [first = '', key = ''] = names;
  switch (`${message.method ?? ''} ${names.length === 1 ? first : [first, '{key}', ...names.slice(2)].join('/')}`) {
    case 'GET health':
      return answered(await control.health());
    case 'GET exchanges':
      return answered(await control.recorded(query.get('api_key') ?? ''));
    case 'POST apps':
      return answered(await control.createApp(bytes.length === 0 ? {} : (parse(bytes) as Partial<AppSeed>)), 201);
    case 'DELETE apps/{key}': {
      const recorded = await control.recorded(key);
      await control.forgetApp(key);
      return answered(recorded);
    }
    case 'GET apps/{key}/users': {
      const users = await control.usersText(key, query.get('id') ?? pageOf(query));
      return { status: 200, text: `{"users":${users},"total":${await control.countUsers(key)}}` };
    }
    case 'POST apps/{key}/users': {
      const { users } = (parse(bytes) ?? {}) as { users?: UserSeed[] };
      await control.seedUsers(key, users as UserSeed[]);
      return done;
    }
    case 'POST apps/{key}/faults':
      await control.injectFault(key, parse(bytes) as Fault);
      return done;
    default:
      throw new ControlRefusal(
        `Failed to find ${message.method ?? ''} ${path}: the control API has no such call. Look at docs/mock.md.`,
        404,
      );
  }
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

function decode(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}
