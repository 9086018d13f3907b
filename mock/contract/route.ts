import type { IHttpOperation } from '@stoplight/types';

import type { Contract } from '../../spec/contract.js';
import type { Finding } from '../../spec/exchange.js';

import type { TokenVerdict } from '../api/verify.js';
import type { Request } from '../http/request.js';
import { LRUCache } from '../libraries/serving.js';
import type { Call } from './call.js';
import { quote } from './findings.js';
import { readJsonBody } from './json-body.js';
import { normaliseHeaders, normaliseQuery, repeatedHeaders } from './normalise.js';
import { findOperation } from './prism.js';

/** Says what a request asks for. */
export type Route = (request: Request) => Call;

const noToken: TokenVerdict = { ok: false, reason: 'missing' };

/** How many heads of requests are kept, and how much of them, in characters. */
const keptHeads = { max: 4_000, maxSize: 8 * 2 ** 20 };

/** The headers that decide about a request. */
const decisive = ['authorization', 'stream-auth-type', 'x-stream-client', 'content-type', 'content-encoding', 'prefer'];

/**
 * What follows from a request without its body is a pure function of its first line and a few headers, and clients send
 * the same again and again: it is kept, and with it Prism's verdict (`judge.ts`). Without that, a GET takes twice the
 * time (`npm run bench -- --only throughput`).
 */
export function createRoute(contract: Contract, operations: readonly IHttpOperation[]): Route {
  const readCall = createReadCall(contract, operations);
  const heads = new LRUCache<string, Call>({ ...keptHeads, sizeCalculation: (_head, key) => key.length });
  return (request) => {
    const key = headKey(request);
    let head = heads.get(key);
    if (!head) heads.set(key, (head = readCall(request)));
    const violations = request.refusal ? [request.refusal, ...head.violations] : [...head.violations];
    const call: Call = { ...head, request, deviations: [...head.deviations], violations };
    if (call.resource?.request?.body) readBody(call.resource, call);
    else if (request.body !== null) {
      const message = `The contract has no body for ${request.method} here; ${request.bodyBytes} bytes came.`;
      call.deviations.push({ id: 'body/unexpected', location: 'body', message });
    }
    call.userId = call.operation === 'addUser' ? idOf(call.body) : (call.path['user_id'] ?? '');
    return call;
  };
}

function headKey({ method, target, headers, rawHeaders, body }: Request): string {
  let key = `${method} ${target}\n${body === null ? '' : 'body'}`;
  for (const name of decisive) key += `\n${String(headers[name] ?? '\0')}`;
  // A header that was sent twice is told, though one of the two may not be looked at.
  for (const name of repeatedHeaders(rawHeaders)) key += `\n${name}`;
  return key;
}

/** Reads all of a request but its body. */
function createReadCall(contract: Contract, operations: readonly IHttpOperation[]): Route {
  const ids = new Map(contract.operations.map(({ id, method, path }) => [`${method} ${path}`, id]));
  const methods = [...new Set(contract.operations.map(({ method }) => method))];
  const clientPattern = readClientPattern(contract);

  return (request) => {
    const { method } = request;
    const deviations: Finding[] = [];
    const { path, found } = findPath(request, contract.basePath, operations, deviations);
    const call: Call = {
      request,
      operation: null,
      status: typeof found === 'number' ? found : null,
      allow: found === 405 ? methods.filter((other) => typeof findOperation(operations, other, path) === 'object') : [],
      resource: null,
      element: null,
      token: readToken(request.headers.authorization, deviations),
      path: {},
      query: {},
      body: undefined,
      text: '',
      userId: '',
      dataText: '{}',
      dataBytes: 2,
      getOrCreate: false,
      withFollowCounts: false,
      deviations,
      violations: [],
      app: null,
      verdict: noToken,
    };
    if (found === 404) {
      const message = `The contract has no path ${request.path}.`;
      call.violations.push({ id: 'path/unknown', location: 'path', message });
    } else if (found === 405) {
      const message = `The path ${request.path} has no ${method}.`;
      call.violations.push({ id: 'method/unknown', location: 'method', message });
    } else {
      call.operation = ids.get(`${method} ${found.path}`) ?? null;
      call.resource = found;
      call.query = normaliseQuery(found, new URLSearchParams(request.query), deviations);
      call.getOrCreate = call.query['get_or_create'] === 'true';
      call.withFollowCounts = call.query['with_follow_counts'] === 'true';
      call.element = {
        method: found.method.toLowerCase() as 'get',
        url: { path: readPath(path, found.path, call), query: call.query },
        headers: normaliseHeaders(request, call.token, found.request?.body !== undefined, clientPattern, deviations),
      };
    }
    return call;
  };
}

/**
 * Finds a path, forgiving doubled slashes and a missing one at the end. A doubled slash at the end stands for an empty
 * id, unless the path without it leads somewhere: `GET user//` asks for the user '', `POST user//` is `user/`.
 */
function findPath(
  { method, path }: Request,
  basePath: string,
  operations: readonly IHttpOperation[],
  deviations: Finding[],
): { path: string; found: IHttpOperation | 404 | 405 } {
  const collapsed = path.includes('//') ? path.replace(/\/{2,}/g, '/') : path;
  const complete = collapsed.endsWith('/') ? collapsed : `${collapsed}/`;
  if (!complete.startsWith(`${basePath}/`)) return { path, found: 404 };
  let below = complete.slice(basePath.length);
  let found = findOperation(operations, method, withReadableEscapes(below));
  let doubled = collapsed !== path;
  if (typeof found === 'number' && path.endsWith('//')) {
    const withEmptyId = findOperation(operations, method, `${below}/`);
    if (typeof withEmptyId === 'object') {
      doubled = collapsed !== path.slice(0, -1);
      below = `${below}/`;
      found = withEmptyId;
    }
  }
  if (doubled) {
    deviations.push({ id: 'path/doubled-slash', location: 'path', message: `The path has a doubled slash: ${path}.` });
  }
  if (complete !== collapsed) {
    const message = `The path lacks the slash at its end: ${path}.`;
    deviations.push({ id: 'path/missing-trailing-slash', location: 'path', message });
  }
  return { path: below, found };
}

/** Writes the percent signs of a path that cannot be decoded as escapes themselves, so that Prism can decode it. */
function withReadableEscapes(path: string): string {
  return decoded(path) === null ? path.replaceAll('%', '%25') : path;
}

function decoded(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}

/** Reads the parameters in a path. Returns the path as Prism can read it. */
function readPath(path: string, template: string, { path: values, request, violations }: Call): string {
  const sent = path.split('/');
  template.split('/').forEach((part, index) => {
    if (!part.startsWith('{')) return;
    const name = part.slice(1, -1);
    const text = sent[index] ?? '';
    const value = decoded(text);
    values[name] = value ?? text;
    const refuse = (id: string, why: string): void => {
      violations.push({ id, location: `path.${name}`, message: `The path has ${why}: ${request.path}.` });
    };
    if (value === null && /%(?![\da-f]{2})/i.test(text)) {
      refuse('path/malformed-escape', 'a percent sign that starts no escape');
    } else if (value === null) refuse('path/encoding', 'escapes of bytes that are not UTF-8');
    else if (text !== value && /%[\da-f]{2}/i.test(value)) refuse('path/encoded-twice', 'a part that is escaped twice');
  });
  return withReadableEscapes(path);
}

function readBody({ request: { body: schemas } = {} }: IHttpOperation, call: Call): void {
  const { request, deviations, violations } = call;
  if (request.body === null || request.bodyTooLarge) return;
  const encoding = request.headers['content-encoding'] ?? 'identity';
  if (encoding.toLowerCase() !== 'identity') {
    const message = `The body is encoded with ${quote(encoding)}; the API reads it only as it is.`;
    violations.push({ id: 'body/content-encoding', location: 'body', message });
    return;
  }
  const read = readJsonBody(request.body);
  call.body = read.value;
  call.text = read.text;
  call.dataText = read.dataText;
  call.dataBytes = Buffer.byteLength(read.dataText);
  if (read.violation) violations.push(read.violation);
  deviations.push(...read.deviations);
  noteUndocumentedMembers(read.value, schemas?.contents?.[0]?.schema, deviations);
}

function noteUndocumentedMembers(value: unknown, schema: unknown, deviations: Finding[]): void {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return;
  const { properties = {}, additionalProperties } = (schema ?? {}) as Record<string, object | undefined>;
  if (additionalProperties !== undefined) return;
  for (const [name, member] of Object.entries(value)) {
    if (Object.hasOwn(properties, name)) continue;
    const message = `The contract knows no member ${name} of the body; it is ${quote(member)}.`;
    deviations.push({ id: 'body/undocumented-member', location: `body.${name}`, message });
  }
}

function readToken(authorization: string | undefined, deviations: Finding[]): string {
  const sent = authorization?.trim() ?? '';
  const bearer = /^Bearer\s+/i.exec(sent);
  if (!bearer) return sent;
  const message = 'The token comes after "Bearer"; the contract has it alone.';
  deviations.push({ id: 'token/bearer-prefix', location: 'header.authorization', message });
  return sent.slice(bearer[0].length);
}

function idOf(body: unknown): string {
  return typeof body === 'object' && body !== null && 'id' in body && typeof body.id === 'string' ? body.id : '';
}

function readClientPattern(contract: Contract): RegExp {
  const document = contract.document as { components: { parameters: { Client: { schema: { pattern: string } } } } };
  return new RegExp(document.components.parameters.Client.schema.pattern);
}
