import type { IncomingMessage, ServerResponse } from 'node:http';

import type { Contract } from '../spec/contract.js';

import type { App, Apps } from './apps.js';
import { checked, checks, Unfit } from './control-checks.js';
import type { Journal } from './journal.js';
import { splitTarget } from './raw-request.js';
import { readBody } from './read-body.js';
import { userMembers } from './reply.js';

/** Where the control API lives, apart from the API itself. */
export const controlPath = '/_mock';

/** A batch of seeds may be large; this is more than a million small users. */
const bodyLimit = 512 * 2 ** 20;

/** How many users one reading hands out, unless asked for fewer. */
const pageSize = 1_000;

/** A user as the control API shows it. */
export interface ShownUser {
  id: string;
  data: unknown;
  created_at: string;
  updated_at: string;
}

/** A refusal of the control API. */
class Refusal extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

interface Answered {
  status: number;
  /** Sent as JSON; text is JSON already. Absent: no body. */
  body?: object | string;
}

export interface ControlParts {
  contract: Contract;
  apps: Apps;
  journal: Journal;
  /** Told of every fault of the mock's own. */
  onDefect: (message: string) => void;
}

/** Answers the control API: apps, their users, recorded exchanges, faults, health. */
export function createControl(parts: ControlParts): (message: IncomingMessage, response: ServerResponse) => void {
  return (message, response) => {
    readBody(message, bodyLimit, ({ bytes, tooLarge }) => {
      const { status, text } = tooLarge
        ? refused(413, `Failed to read the body: it is larger than ${bodyLimit} bytes. Send smaller batches.`)
        : answer(parts, message, bytes);
      response.writeHead(status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) });
      response.end(text);
    });
  };
}

/** An answer as it goes out. */
interface Written {
  status: number;
  text: string;
}

function answer(parts: ControlParts, message: IncomingMessage, bytes: Buffer): Written {
  try {
    const { status, body } = route(parts, message, bytes);
    return { status, text: body === undefined ? '' : typeof body === 'string' ? body : JSON.stringify(body) };
  } catch (error) {
    if (error instanceof Refusal) return refused(error.status, error.message);
    if (error instanceof Unfit) return refused(400, error.message);
    const path = splitTarget(message.url ?? '')[0];
    parts.onDefect(`Failed to answer ${message.method ?? ''} ${path}: ${(error as Error).stack ?? String(error)}`);
    return refused(500, 'Failed to answer: a fault of the mock itself, which is told where it runs. Report it.');
  }
}

function refused(status: number, error: string): Written {
  return { status, text: JSON.stringify({ error }) };
}

function route({ contract, apps, journal }: ControlParts, message: IncomingMessage, bytes: Buffer): Answered {
  const [path, search] = splitTarget(message.url ?? '');
  const query = new URLSearchParams(search);
  const method = message.method ?? '';
  const names = path
    .slice(controlPath.length + 1)
    .split('/')
    .map(decode);
  const [first = '', key = ''] = names;
  const call = `${method} ${names.length === 1 ? first : [first, '{key}', ...names.slice(2)].join('/')}`;
  switch (call) {
    case 'GET health':
      return {
        status: 200,
        body: { status: 'ok', contract: { title: contract.title, version: contract.version, digest: contract.digest } },
      };
    case 'GET exchanges':
      return { status: 200, body: journal.read(query.get('api_key') ?? '') };
    case 'POST apps':
      return createApp(apps, bytes);
    case 'DELETE apps/{key}': {
      find(apps, key);
      const recorded = journal.read(key);
      apps.delete(key);
      journal.forget(key);
      return { status: 200, body: recorded };
    }
    case 'GET apps/{key}/users':
      return { status: 200, body: showUsers(find(apps, key), query) };
    case 'POST apps/{key}/users':
      find(apps, key).seed(checked(checks.users, parse(bytes), 'the users').users);
      return { status: 204 };
    case 'POST apps/{key}/faults':
      find(apps, key).inject(checked(checks.fault, parse(bytes), 'the fault'));
      return { status: 204 };
    default:
      throw new Refusal(
        404,
        `Failed to find ${method} ${path}: the control API has no such call. Look at mock/README.md.`,
      );
  }
}

function createApp(apps: Apps, bytes: Buffer): Answered {
  const seed = checked(checks.app, bytes.length === 0 ? {} : parse(bytes), 'the app');
  const app = apps.create(seed);
  if (!app)
    throw new Refusal(
      409,
      `Failed to create the app: the key "${seed.key ?? ''}" is taken. Choose another, or leave it out for a random one.`,
    );
  return { status: 201, body: { key: app.key, secret: app.secret } };
}

function find(apps: Apps, key: string): App {
  const app = apps.get(key);
  if (!app)
    throw new Refusal(
      404,
      `Failed to find the app: no app has the key "${key}". Create it with POST ${controlPath}/apps.`,
    );
  return app;
}

/** One user by `id`, or a page: `limit` users after the first `offset`. `total` tells how many there are. */
function showUsers({ users }: App, query: URLSearchParams): string {
  const id = query.get('id');
  const shown: string[] = [];
  if (id !== null) {
    const user = users.get(id);
    if (user) shown.push(`{${userMembers(id, user)}}`);
  } else {
    const offset = count(query, 'offset', 0);
    const end = offset + Math.min(count(query, 'limit', pageSize), pageSize);
    let index = 0;
    for (const [userId, user] of users.entries()) {
      if (index >= end) break;
      if (index >= offset) shown.push(`{${userMembers(userId, user)}}`);
      index += 1;
    }
  }
  return `{"users":[${shown.join(',')}],"total":${users.size}}`;
}

function count(query: URLSearchParams, name: string, absent: number): number {
  const text = query.get(name);
  if (text === null) return absent;
  if (!/^\d{1,9}$/.test(text))
    throw new Refusal(400, `Failed to read ${name}: it is "${text}". Give a whole number from 0.`);
  return Number(text);
}

function parse(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8')) as unknown;
  } catch (error) {
    throw new Refusal(400, `Failed to read the body: it is not JSON, ${(error as Error).message}. Send a JSON object.`);
  }
}

function decode(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}
