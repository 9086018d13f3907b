import type { IPrismDiagnostic } from '@stoplight/prism-core';
import type { IHttpRequest } from '@stoplight/prism-http';
import type { IHttpOperation } from '@stoplight/types';

import type { Contract, OperationId } from '../../spec/contract.js';
import type { Finding } from '../../spec/exchange.js';

import type { Fault } from '../http/fault.js';
import type { Request } from '../http/request.js';
import type { App } from '../store/apps.js';
import type { TokenVerdict } from './token.js';

/** What a request asks for, in the words of the contract. */
export type Call = ReturnType<typeof createCall>;

/** A call of which nothing is known yet. */
export function createCall(contract: Contract, request: Request) {
  return {
    contract,
    request,
    /** `null` when the contract has no such path or method. */
    operation: null as OperationId | null,
    /** Without an operation: the methods that the path has, none when there is no such path. */
    allow: [] as string[],
    /** What Prism holds it to, and what Prism is shown; `null` without an operation. */
    resource: null as IHttpOperation | null,
    element: null as IHttpRequest | null,
    /** What Prism finds wrong with all but the body. */
    diagnostics: [] as readonly IPrismDiagnostic[],
    /** '' without one. */
    token: '',
    /** What it claims, for the record: a `TokenSummary` as JSON, which weighs less; `null` without one. */
    tokenSummary: null as string | null,
    /** Decoded, by name. */
    path: {} as Record<string, string>,
    query: {} as Record<string, string>,
    body: undefined as unknown,
    /** The body as it was written. */
    text: '',
    /** The user acted on: named by the path, for `addUser` by the body; '' when none is named. */
    userId: '',
    /** The `data` of the body as compact JSON, `{}` when it is null or absent; its length is in UTF-8. */
    dataText: '{}',
    dataBytes: 2,
    getOrCreate: false,
    withFollowCounts: false,
    /** Why it is refused. */
    violations: [] as Finding[],
    /** What the API tolerates although the contract does not name it. */
    deviations: [] as Finding[],
    /** Whose it is, by its key, and whether its token holds; set when it is judged. */
    app: null as App | null,
    verdict: { ok: false, reason: 'missing' } as TokenVerdict,
    /** The fault that befalls it; set when it is answered. */
    fault: null as Fault | null,
    /** Why the contract forbids the answer, which only a deployment's can be. */
    answerFaults: [] as Finding[],
  };
}

/** Notes what strays from the contract in a call. `message` is a sentence with the value in it. */
export function note({ deviations }: Call, id: string, location: string, message: string): void {
  deviations.push({ id, location, message });
}

/** Notes why the contract refuses a call. */
export function refuse({ violations }: Call, id: string, location: string, message: string): void {
  violations.push({ id, location, message });
}

/** How much of a value a message quotes, in characters. */
const quotedLength = 80;

/** A value as a message shows it, cut where it gets long. */
export function quote(value: unknown): string {
  if (value === undefined) return 'absent';
  let text: string;
  try {
    text = JSON.stringify(value);
  } catch {
    return 'a value nested too deeply to show';
  }
  return text.length <= quotedLength ? text : `${text.slice(0, quotedLength)}…`;
}
