import type { IPrismDiagnostic } from '@stoplight/prism-core';

import type { Contract, OperationId } from '../spec/contract.js';
import type { Finding } from '../spec/exchange.js';

import type { Call } from './answer.js';
import { Subject } from './engine.js';
import type { Engine } from './engine.js';
import { fromDiagnostics, quote } from './findings.js';
import { readJsonBody } from './json-body.js';
import type { JsonBody } from './json-body.js';
import { escapeStrayPercents, normaliseHeaders, normaliseQuery, routePath } from './normalise.js';
import { splitTarget } from './raw-request.js';
import type { RawRequest } from './raw-request.js';

/** All that follows from a request alone, without the state of any app. */
export interface Prepared {
  operation: OperationId | null;
  /** Without an operation: whether the path or the method is unknown. */
  status: 404 | 405 | null;
  /** The methods the path has, for a 405; empty otherwise. */
  allow: string[];
  /** The token, '' without one. */
  token: string;
  /** The user acted on, by the path or by the body; '' when it names none. */
  userId: string;
  getOrCreate: boolean;
  withFollowCounts: boolean;
  body: JsonBody | null;
  deviations: Finding[];
  /** Of the path and the body, as far as Prism cannot see them. */
  violations: Finding[];
  /** What Prism judges; `null` without an operation. */
  subject: Subject | null;
}

/** Prepares requests for one contract. */
export type Prepare = (raw: RawRequest) => Prepared;

export function createPrepare(contract: Contract, engine: Engine): Prepare {
  const operationIds = new Map(contract.operations.map(({ id, method, path }) => [`${method} ${path}`, id]));
  const methods = [...new Set(contract.operations.map(({ method }) => method))];
  const clientPattern = readClientPattern(contract);
  return (raw) => {
    const [sentPath, sentQuery] = splitTarget(raw.url);
    const deviations: Finding[] = [];
    const violations: Finding[] = [];
    const { path, operation } = routePath(engine, raw.method, sentPath, contract.basePath, deviations);
    const token = readToken(raw.authorization, deviations);
    if (typeof operation === 'number') {
      const allow = operation === 405 ? methods.filter((method) => typeof engine.route(method, path) === 'object') : [];
      return unrouted(operation, raw, sentPath, token, deviations, allow);
    }

    const query = normaliseQuery(operation, [...new URLSearchParams(sentQuery)], deviations);
    const takesBody = operation.request?.body !== undefined;
    if (!takesBody && raw.body !== null) {
      const message = `The contract has no body for ${raw.method} here; ${raw.body.length} bytes came.`;
      deviations.push({ id: 'body/unexpected', location: 'body', message });
    }
    const bodyBytes = takesBody ? (raw.body?.length ?? 0) : 0;
    const body = takesBody && raw.body !== null && !raw.bodyTooLarge ? readJsonBody(raw.body) : null;
    const headers = normaliseHeaders({ ...raw, token, bodyBytes }, clientPattern, deviations);
    if (body) noteUndocumentedMembers(body.value, operation.request?.body?.contents?.[0]?.schema, deviations);
    const enginePath = escapeStrayPercents(path);
    if (enginePath !== path) {
      const message = `The path has a percent sign that starts no escape: ${sentPath}.`;
      violations.push({ id: 'path/malformed-escape', location: 'path.user_id', message });
    }
    if (body?.violation) violations.push(body.violation);
    return {
      operation: operationIds.get(`${raw.method} ${operation.path}`) ?? null,
      status: null,
      allow: [],
      token,
      userId: operation.path.includes('{') ? readPathId(enginePath) : readBodyId(body),
      getOrCreate: query['get_or_create'] === 'true',
      withFollowCounts: query['with_follow_counts'] === 'true',
      body,
      deviations,
      violations,
      subject: new Subject(operation, {
        method: operation.method.toLowerCase() as Lowercase<typeof operation.method> as Subject['request']['method'],
        url: { path: enginePath, query },
        headers,
        // A body that cannot be read has its own violation, and Prism must not call it absent.
        body: body ? (body.violation ? {} : body.value) : undefined,
      }),
    };
  };
}

/** Everything wrong with a prepared request, by Prism's verdict and by what Prism does not see. */
export function violationsOf(prepared: Prepared, diagnostics: readonly IPrismDiagnostic[], raw: RawRequest): Finding[] {
  const { subject, body, violations, userId } = prepared;
  if (!subject || (diagnostics.length === 0 && violations.length === 0)) return violations;
  const found = fromDiagnostics(diagnostics, subject.request, { contentType: raw.contentType, userId });
  // What Prism says about a body that could not be read is about the stand-in it was given.
  const bodyRead = !raw.bodyTooLarge && !body?.violation;
  return [...violations, ...(bodyRead ? found : found.filter(({ location }) => !location.startsWith('body')))];
}

function unrouted(
  status: 404 | 405,
  raw: RawRequest,
  path: string,
  token: string,
  deviations: Finding[],
  allow: string[],
): Prepared {
  const violation: Finding =
    status === 404
      ? { id: 'path/unknown', location: 'path', message: `The contract has no path ${path}.` }
      : { id: 'method/unknown', location: 'method', message: `The contract has no method ${raw.method} on ${path}.` };
  return {
    operation: null,
    status,
    allow,
    token,
    userId: '',
    getOrCreate: false,
    withFollowCounts: false,
    body: null,
    deviations,
    violations: [violation],
    subject: null,
  };
}

function readToken(authorization: string | undefined, deviations: Finding[]): string {
  const sent = authorization?.trim() ?? '';
  const bearer = /^Bearer\s+/i.exec(sent);
  if (!bearer) return sent;
  const message = 'The token comes after "Bearer"; the contract has it alone.';
  deviations.push({ id: 'token/bearer-prefix', location: 'header.authorization', message });
  return sent.slice(bearer[0].length);
}

function noteUndocumentedMembers(value: unknown, schema: unknown, deviations: Finding[]): void {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return;
  const documented = (schema as { properties?: object } | undefined)?.properties ?? {};
  for (const [name, member] of Object.entries(value)) {
    if (Object.hasOwn(documented, name)) continue;
    const message = `The contract knows no member ${name} of the body; it is ${quote(member)}.`;
    deviations.push({ id: 'body/undocumented-member', location: `body.${name}`, message });
  }
}

function readPathId(path: string): string {
  const [id = ''] = path.split('/').slice(-2);
  return decodeURIComponent(id);
}

function readBodyId(body: JsonBody | null): string {
  const value = body?.value;
  return typeof value === 'object' && value !== null && 'id' in value && typeof value.id === 'string' ? value.id : '';
}

function readClientPattern(contract: Contract): RegExp {
  const document = contract.document as { components: { parameters: { Client: { schema: { pattern: string } } } } };
  return new RegExp(document.components.parameters.Client.schema.pattern);
}

/** A prepared request as a call to answer, with what is known of it by now. */
export function callOf(
  { userId, getOrCreate, withFollowCounts, body }: Prepared,
  known: Pick<Call, 'operation' | 'app' | 'token' | 'violations' | 'bodyTooLarge' | 'recording'>,
): Call {
  const { dataText = '{}', dataBytes = 0 } = body ?? {};
  return { ...known, userId, dataText, dataBytes, getOrCreate, withFollowCounts };
}
