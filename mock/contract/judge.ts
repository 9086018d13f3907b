import type { IPrismDiagnostic } from '@stoplight/prism-core';
import { validateInput, validateOutput, validateSecurity } from '@stoplight/prism-http/dist/validator/index.js';
import type { IHttpOperation } from '@stoplight/types';
import * as E from 'fp-ts/lib/Either.js';

import type { Finding } from '../../spec/exchange.js';

import type { Call } from './call.js';
import { fromDiagnostics } from './findings.js';

/** Adds to a call what Prism finds wrong with it. */
export function judgeCall(call: Call): void {
  const { resource, element, violations, request } = call;
  if (!resource || !element) return;
  const diagnostics = [
    ...problems(validateInput({ resource, element })),
    ...problems(validateSecurity({ resource, element: { ...element, headers: element.headers ?? {} } })),
  ];
  if (diagnostics.length === 0) return;
  // What Prism says about a body that could not be read is about the stand-in it was given.
  const bodyRead = !request.bodyTooLarge && !violations.some(({ location }) => location === 'body');
  const found = fromDiagnostics(diagnostics, call);
  violations.push(...(bodyRead ? found : found.filter(({ location }) => !location.startsWith('body'))));
}

/** Why the contract forbids an answer; empty when it does not. */
export function judgeReply(
  resource: IHttpOperation,
  { statusCode, headers, body }: { statusCode: number; headers: Record<string, string>; body: unknown },
): Finding[] {
  return problems(validateOutput({ resource, element: { statusCode, headers, body } })).map(
    ({ code, message, path = [] }) => ({
      id: `answer/${String(code ?? 'schema')}`,
      location: ['response', ...path].join('.'),
      message: `${message}.`,
    }),
  );
}

function problems(verdict: E.Either<readonly IPrismDiagnostic[], unknown>): readonly IPrismDiagnostic[] {
  return E.isLeft(verdict) ? verdict.left : [];
}
