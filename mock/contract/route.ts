import type { IHttpOperation } from '@stoplight/types';

import type { Contract, OperationId } from '../../spec/contract.js';
import { isObject } from '../../spec/json.js';

import { decoded, type Request } from '../http/request.js';
import { LRUCache } from '../../spec/libraries/serving.js';
import { readJson } from './body.js';
import { type Call, createCall, note, refuse } from './call.js';
import { readHeaders, readQuery, readToken, repeatedHeaders } from './head.js';
import { judgeHead } from './judge.js';
import { findOperation } from './operations.js';
import { summarizeToken } from './token.js';

/** How many heads of requests are kept, and how much of them, in characters. */
const keptHeads = { max: 4_000, maxSize: 8 * 2 ** 20 };

/** The headers that decide about a request. */
const decisive = ['authorization', 'stream-auth-type', 'x-stream-client', 'content-type', 'content-encoding', 'prefer'];

/** All of a call but its request. */
type Head = Omit<Call, 'request'> & { request: null };

/**
 * Says what a request asks for. What follows from it without its body is a pure function of its first line and a few
 * headers, and clients send the same again and again: it is kept, and with it Prism's verdict on it. Without that,
 * a GET takes twice the time (`npm run bench -- --only throughput`).
 */
export function createRoute(contract: Contract, operations: IHttpOperation[]): (request: Request) => Call {
  const methods = [...new Set(operations.map(({ method }) => method.toUpperCase()))];
  const heads = new LRUCache<string, Head>({ ...keptHeads, sizeCalculation: weigh });

  /** Reads all of a request but its body. */
  function headOf(request: Request): Head {
    const { method } = request;
    const call = createCall(contract, request);
    const { path, found } = findPath(call, operations);
    call.token = readToken(call);
    if (call.token !== '') call.tokenSummary = JSON.stringify(summarizeToken(call.token));
    if (found === 404) {
      refuse(call, 'path/unknown', 'path', `The contract has no path ${request.path}.`);
    } else if (found === 405) {
      refuse(call, 'method/unknown', 'method', `The path ${request.path} has no ${method}.`);
      call.allow = methods.filter((other) => typeof findOperation(operations, other, path) === 'object');
    } else {
      call.operation = found.iid as OperationId;
      call.resource = found;
      call.query = readQuery(call, found);
      call.getOrCreate = call.query['get_or_create'] === 'true';
      call.withFollowCounts = call.query['with_follow_counts'] === 'true';
      readPath(call, path, found.path);
      call.element = {
        method: found.method.toLowerCase() as 'get',
        url: { path: withReadableEscapes(path), query: call.query },
        headers: readHeaders(call, found),
      };
      call.diagnostics = judgeHead(found, call.element);
    }
    // What is kept does not hold the body that came with it.
    return { ...call, request: null };
  }

  return (request) => {
    const key = headKey(request);
    let head = heads.get(key);
    if (!head) heads.set(key, (head = headOf(request)));
    const violations = request.refusal ? [request.refusal] : [...head.violations];
    const call: Call = { ...head, request, violations, deviations: [...head.deviations], answerFaults: [] };
    if (!request.refusal) readJson(call);
    call.userId = call.operation === 'addUser' ? idOf(call.body) : (call.path['user_id'] ?? '');
    return call;
  };
}

/** About how much a head holds, in characters. */
function weigh({ violations, deviations, diagnostics, tokenSummary }: Head, key: string): number {
  const findings = [...violations, ...deviations, ...diagnostics];
  return findings.reduce((sum, { message }) => sum + message.length + 256, key.length + (tokenSummary?.length ?? 0));
}

function headKey(request: Request): string {
  const { method, target, headers, body } = request;
  let key = `${method} ${target}\n${body === null ? '' : 'body'}`;
  for (const name of decisive) key += `\n${String(headers[name] ?? '\0')}`;
  // A header that was sent twice is told, though one of the two may not be looked at.
  for (const name of repeatedHeaders(request)) key += `\n${name}`;
  return key;
}

/**
 * Finds a path, forgiving doubled slashes and a missing one at the end. A doubled slash at the end stands for an empty
 * id, unless the path without it leads somewhere: `GET user//` asks for the user '', `POST user//` is `user/`.
 */
function findPath(call: Call, operations: IHttpOperation[]): { path: string; found: IHttpOperation | 404 | 405 } {
  const { method, path } = call.request;
  const { basePath } = call.contract;
  const collapsed = path.replace(/\/{2,}/g, '/');
  const complete = collapsed.endsWith('/') ? collapsed : `${collapsed}/`;
  if (!complete.startsWith(`${basePath}/`)) return { path, found: 404 };
  const below = complete.slice(basePath.length);
  const found = findOperation(operations, method, withReadableEscapes(below));
  const mayEndEmpty = typeof found === 'number' && path.endsWith('//');
  const withEmptyId = mayEndEmpty ? findOperation(operations, method, `${below}/`) : 404;
  const endsEmpty = typeof withEmptyId === 'object';
  if (collapsed !== (endsEmpty ? path.slice(0, -1) : path)) {
    note(call, 'path/doubled-slash', 'path', `The path has a doubled slash: ${path}.`);
  }
  if (complete !== collapsed) {
    note(call, 'path/missing-trailing-slash', 'path', `The path lacks the slash at its end: ${path}.`);
  }
  return endsEmpty ? { path: `${below}/`, found: withEmptyId } : { path: below, found };
}

/** Writes the percent signs of what cannot be decoded in a path as escapes themselves, so that Prism can decode it. */
function withReadableEscapes(path: string): string {
  if (decoded(path) !== null) return path;
  const parts = path.split('/');
  return parts.map((part) => (decoded(part) === null ? part.replaceAll('%', '%25') : part)).join('/');
}

/** Reads the parameters in a path. */
function readPath(call: Call, path: string, template: string): void {
  const sent = path.split('/');
  template.split('/').forEach((part, index) => {
    if (!part.startsWith('{')) return;
    const name = part.slice(1, -1);
    const text = sent[index] ?? '';
    const value = decoded(text);
    call.path[name] = value ?? text;
    const fail = (id: string, why: string): void =>
      refuse(call, id, `path.${name}`, `The path has ${why}: ${call.request.path}.`);
    if (value === null && /%(?![\da-f]{2})/i.test(text)) {
      fail('path/malformed-escape', 'a percent sign that starts no escape');
    } else if (value === null) fail('path/encoding', 'escapes of bytes that are not UTF-8');
    else if (text !== value && /%[\da-f]{2}/i.test(value)) fail('path/encoded-twice', 'a part that is escaped twice');
  });
}

function idOf(body: unknown): string {
  return isObject(body) && typeof body['id'] === 'string' ? body['id'] : '';
}
