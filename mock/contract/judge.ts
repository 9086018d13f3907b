import type { IPrismDiagnostic } from '@stoplight/prism-core';
import type { IHttpRequest } from '@stoplight/prism-http';
import type { IHttpOperation } from '@stoplight/types';

import type { Finding } from '../../spec/exchange.js';

import { bodyOf, type Reply } from '../http/reply.js';
import { validateInput, validateOutput, validateSecurity } from '../../spec/libraries/serving.js';
import { type Call, quote } from './call.js';

/** What Prism finds wrong with all of a request but its body. */
export function judgeHead(resource: IHttpOperation, element: IHttpRequest): readonly IPrismDiagnostic[] {
  const headOnly = { ...resource, request: { ...resource.request, body: undefined } };
  return [
    ...problems(validateInput({ resource: headOnly, element })),
    ...problems(validateSecurity({ resource, element })),
  ];
}

/** Adds to a call what Prism finds wrong with it. Of a request that HTTP forbids, nothing else is looked at. */
export function judgeCall(call: Call): void {
  const { resource, element, violations, request } = call;
  if (!resource || !element || request.refusal) return;
  let { diagnostics } = call;
  // A body that cannot be read has its own violation, and what Prism says about its absence is beside the point.
  const unread = request.bodyTooLarge || violations.some(({ location }) => location === 'body');
  const { body: described } = resource.request ?? {};
  if (described) {
    // Prism parses the type of each body three times, as long as it takes for all the rest; the due one needs no look. It
    // looks at another only where it sees a length, which a chunked request does not have.
    const isDue = element.headers?.['content-type'] === described.contents?.[0]?.mediaType;
    const headers = isDue ? {} : { ...element.headers, 'content-length': '1' };
    const bodyOnly = { ...resource, request: { body: described } };
    const body = unread ? {} : call.body;
    const found = problems(validateInput({ resource: bodyOnly, element: { ...element, headers, body } }));
    diagnostics = [...(unread ? found.filter(({ code }) => String(code) === '415') : found), ...diagnostics];
  }
  if (diagnostics.length === 0) return;
  // What could not be read is told by its own rule; that its remains break another says nothing more.
  const told = new Set(violations.map(({ location }) => location));
  const findings = diagnostics.map((diagnostic) => findingOf(diagnostic, call));
  violations.push(...findings.filter(({ location }) => !told.has(location)));
}

/** Why the contract forbids an answer; empty when it does not. */
export function judgeReply(resource: IHttpOperation, reply: Reply): Finding[] {
  const element = { statusCode: reply.status, headers: reply.headers, body: bodyOf(reply) };
  return problems(validateOutput({ resource, element })).map(({ code, message, path = [] }) => ({
    id: `answer/${String(code ?? 'schema')}`,
    location: ['response', ...path].join('.'),
    message: `${message}.`,
  }));
}

/** What Prism says is wrong. */
function problems(verdict: { left?: readonly IPrismDiagnostic[] } | { right: unknown }): readonly IPrismDiagnostic[] {
  return ('left' in verdict && verdict.left) || [];
}

/** What Prism found wrong, with the rule broken, its place, and the value. Credentials are named, never quoted. */
function findingOf({ code, message, path = [] }: IPrismDiagnostic, call: Call): Finding {
  const rule = String(code ?? '');
  if (rule === '401') {
    const lacks = 'The request lacks a credential: api_key in the query, or a token in Authorization.';
    return { id: 'security/missing', location: 'security', message: lacks };
  }
  if (rule === '415') {
    const sent = quote(call.request.headers['content-type']);
    const due = `The body's type must be application/json; it is ${sent}.`;
    return { id: 'header/content-type', location: 'header.content-type', message: due };
  }
  const [place = 'body', ...names] = path;
  const required = /required property '(.+)'/.exec(message)?.[1];
  const location = [place, ...names, ...(required ? [required] : [])].join('.');
  const value = valueAt(call, place, place === 'path' && required ? [required] : names);
  const shown = value === undefined || (required && place !== 'path') ? '' : `; it is ${quote(value)}`;
  return { id: `${place}/${rule || 'invalid'}`, location, message: `${message}${shown}.` };
}

function valueAt({ path, element, body }: Call, place: string, names: readonly string[]): unknown {
  const roots: Record<string, unknown> = { path, body, query: element?.url.query, header: element?.headers };
  return names.reduce<unknown>(
    (value, name) =>
      typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined,
    roots[place],
  );
}
