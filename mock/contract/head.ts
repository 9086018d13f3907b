import { MIMEType } from 'node:util';

import type { IHttpRequest } from '@stoplight/prism-http';
import type { IHttpOperation } from '@stoplight/types';

import { parametersOf, type Request } from '../http/request.js';
import { type Call, note, quote } from './call.js';

/** Spellings of a boolean that the API understands although the contract does not name them. */
const spellings = { true: /^(?:true|1|yes|on|t)$/i, false: /^(?:false|0|no|off|f)?$/i };

/** The query as the contract would have it: one value for each name, booleans as `true` and `false`. */
export function readQuery(call: Call, { request }: IHttpOperation): Record<string, string> {
  const values: Record<string, string> = Object.create(null) as Record<string, string>;
  for (const [name, value] of parametersOf(call.request.query)) {
    const say = (id: string, message: string): void => note(call, id, `query.${name}`, message);
    if (name in values) {
      const message = `The parameter ${name} is given more than once; the first value counts, not ${quote(value)}.`;
      say('query/repeated-parameter', message);
      continue;
    }
    values[name] = value;
    if (name === 'api_key') continue;
    const parameter = request?.query?.find((documented) => documented.name === name);
    if (!parameter) {
      say('query/undocumented-parameter', `The contract knows no parameter ${name}; it is ${quote(value)}.`);
    } else if (parameter.schema?.type === 'boolean' && value !== 'true' && value !== 'false') {
      const known = (['true', 'false'] as const).find((spelled) => spellings[spelled].test(value));
      values[name] = known ?? value;
      if (value === '') say('query/empty-boolean', `The parameter ${name} is empty; it counts as false.`);
      else if (known)
        say('query/boolean-spelling', `${name} is spelled ${quote(value)}; the contract says "${known}".`);
    }
  }
  return values;
}

/** What comes after "Bearer", where the contract has the token alone; '' without one. */
export function readToken(call: Call): string {
  const sent = call.request.headers.authorization?.trim() ?? '';
  const [bearer] = /^Bearer\s+/i.exec(sent) ?? [''];
  const message = 'The token comes after "Bearer"; the contract has it alone.';
  if (bearer !== '') note(call, 'token/bearer-prefix', 'header.authorization', message);
  return sent.slice(bearer.length);
}

/** Headers that the contract speaks of; a second one of them is never looked at, or joined to the first. */
const singleHeaders = ['authorization', 'content-type', 'stream-auth-type', 'x-stream-client'];

/** Those of them that were sent more than once. */
export function repeatedHeaders({ headers, rawHeaders }: Request): string[] {
  if (Object.keys(headers).length * 2 === rawHeaders.length) return [];
  const sent = rawHeaders.filter((_, index) => index % 2 === 0).map((name) => name.toLowerCase());
  return singleHeaders.filter((name) => sent.indexOf(name) !== sent.lastIndexOf(name));
}

/** The headers of a request as the contract would have them; only those it speaks of. */
export function readHeaders(call: Call, { request: due = {} }: IHttpOperation): IHttpRequest['headers'] {
  // Node.js joins what comes several times into one text.
  const { headers: sent, body } = call.request;
  const say = (id: string, name: string, message: string): void => note(call, id, `header.${name}`, message);
  for (const name of repeatedHeaders(call.request))
    say('header/repeated', name, `The header ${name} is sent more than once.`);
  const headers: Record<string, string> = {};
  if (call.token !== '') headers['authorization'] = call.token;
  const authType = sent['stream-auth-type'] as string | undefined;
  headers['stream-auth-type'] = authType ?? 'jwt';
  if (authType === undefined) {
    say('header/missing-auth-type', 'stream-auth-type', 'The header stream-auth-type is absent; it counts as "jwt".');
  }
  const client = sent['x-stream-client'] as string | undefined;
  const { pattern = '' } = due.headers?.find(({ name }) => name === 'X-Stream-Client')?.schema ?? {};
  if (client === undefined) {
    const message = 'The header X-Stream-Client is absent; an SDK names itself and its version in it.';
    say('header/missing-client', 'x-stream-client', message);
  } else if (new RegExp(pattern).test(client)) {
    headers['x-stream-client'] = client;
  } else {
    const message = `The header X-Stream-Client does not read <sdk>-<version>; it is ${quote(client)}.`;
    say('header/client-format', 'x-stream-client', message);
  }
  if (due.body && body !== null) {
    headers['content-type'] = readContentType(sent['content-type']?.trim() ?? '', (id, message) =>
      say(id, 'content-type', message),
    );
  }
  return headers;
}

function readContentType(sent: string, say: (id: string, message: string) => void): string {
  if (sent === '') {
    say('header/content-type', 'The header Content-Type is absent; the body counts as application/json.');
    return 'application/json';
  }
  let type: MIMEType;
  try {
    type = new MIMEType(sent);
  } catch {
    // Prism stops at a type it cannot parse, rather than refusing it; this is one it refuses.
    return 'invalid/invalid';
  }
  const charset = type.params.get('charset');
  if (charset !== null && !/^utf-?8$/i.test(charset)) {
    say('header/charset', `The body is declared as ${quote(charset)}; JSON is UTF-8, and is read as that.`);
  }
  if (type.essence !== 'text/json' && !/^application\/.*\+json$/.test(type.essence)) return type.essence;
  say('header/json-media-type', `The body's type is ${quote(type.essence)}; the contract says application/json.`);
  return 'application/json';
}
