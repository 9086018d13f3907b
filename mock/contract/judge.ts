import type { IPrismDiagnostic } from '@stoplight/prism-core';
import type { IHttpRequest } from '@stoplight/prism-http';
import type { IHttpOperation } from '@stoplight/types';

import type { Finding } from '../../spec/exchange.js';

import type { Call } from './call.js';
import { fromDiagnostics } from './findings.js';
import { inputProblems, outputProblems, securityProblems } from './prism.js';

/** Prism's verdict on all but the body, by what it was shown: requests with the same head share that. */
const headVerdicts = new WeakMap<IHttpRequest, readonly IPrismDiagnostic[]>();

/** Adds to a call what Prism finds wrong with it. Of a request that HTTP forbids, nothing else is looked at. */
export function judgeCall(call: Call): void {
  const { resource, element, violations, request } = call;
  if (!resource || !element || request.refusal) return;
  const [headOnly, bodyOnly] = partsOf(resource);
  let diagnostics = headVerdicts.get(element);
  if (!diagnostics) {
    // Without a length, Prism does not ask what type the body has.
    const headers = { ...element.headers };
    delete headers['content-length'];
    const head = { ...element, headers };
    diagnostics = [...inputProblems(headOnly, head), ...securityProblems(resource, head)];
    headVerdicts.set(element, diagnostics);
  }
  // A body that cannot be read has its own violation, and what Prism says about its absence is beside the point.
  const unread = request.bodyTooLarge || violations.some(({ location }) => location === 'body');
  if (bodyOnly) {
    const body = unread ? {} : call.body;
    const found = inputProblems(bodyOnly, { ...element, body });
    diagnostics = [...(unread ? found.filter(({ code }) => String(code) === '415') : found), ...diagnostics];
  }
  if (diagnostics.length === 0) return;
  // What could not be read is told by its own rule; that its remains break another says nothing more.
  const told = new Set(violations.map(({ location }) => location));
  violations.push(...fromDiagnostics(diagnostics, call).filter(({ location }) => !told.has(location)));
}

const parts = new WeakMap<IHttpOperation, [headOnly: IHttpOperation, bodyOnly: IHttpOperation | null]>();

/** An operation without its body, and with nothing but that. */
function partsOf(resource: IHttpOperation): [headOnly: IHttpOperation, bodyOnly: IHttpOperation | null] {
  let split = parts.get(resource);
  if (!split) {
    const { body, ...head } = resource.request ?? {};
    split = [{ ...resource, request: head }, body ? { ...resource, request: { body } } : null];
    parts.set(resource, split);
  }
  return split;
}

/** Why the contract forbids an answer; empty when it does not. */
export function judgeReply(
  resource: IHttpOperation,
  { statusCode, headers, body }: { statusCode: number; headers: Record<string, string>; body: unknown },
): Finding[] {
  return outputProblems(resource, { statusCode, headers, body }).map(({ code, message, path = [] }) => ({
    id: `answer/${String(code ?? 'schema')}`,
    location: ['response', ...path].join('.'),
    message: `${message}.`,
  }));
}
