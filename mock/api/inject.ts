import { stringifyJson } from '../../spec/json.js';

import { type Call, note, quote } from '../contract/call.js';
import type { Fault } from '../store/apps.js';
import { type ErrorReplies, Reply } from './reply.js';

/** Whether the API's own logic sees a request that a fault befalls. */
export function takesEffect({ status, code, body, effect, disconnect }: Fault): boolean {
  if (disconnect === true || disconnect === 'before') return false;
  return effect ?? (status === undefined && code === undefined && body === undefined);
}

/** The answer that a fault makes of the API's own, which is `null` when the request takes no effect. */
export function injectedReply(fault: Fault, own: Reply | null, { request }: Call, errors: ErrorReplies): Reply {
  const { status = own && fault.code === undefined && fault.body === undefined ? own.statusCode : 500, body } = fault;
  const { text, headers } =
    body !== undefined || (status < 400 && fault.status !== undefined)
      ? ownBody(body)
      : fault.status === undefined && fault.code === undefined && own
        ? own
        : errors.create(request, status, fault.code);
  return new Reply(status, { ...headers, ...fault.headers }, text, fault);
}

function ownBody(body: unknown = {}): Pick<Reply, 'text' | 'headers'> {
  if (typeof body === 'string') return { text: body, headers: { 'content-type': 'text/plain; charset=utf-8' } };
  return { text: stringifyJson(body), headers: { 'content-type': 'application/json' } };
}

/** What was done to an exchange, in a sentence for its record. */
export function describeFault(fault: Fault): string {
  const { status, code, body, headers, delayMs, hang, chunks, disconnect, effect } = fault;
  const done: string[] = [];
  if (status !== undefined || code !== undefined || body !== undefined) done.push(`answered ${status ?? 500}`);
  else if (headers) done.push(`answered with headers ${Object.keys(headers).join(', ')}`);
  if (effect !== undefined) done.push(effect ? 'after the request took effect' : 'without effect');
  if (delayMs !== undefined) done.push(`held back for ${delayMs} ms`);
  if (chunks) done.push(`sent in pieces of ${chunks.join(', ')} bytes and the rest`);
  if (hang) done.push('never answered');
  if (disconnect)
    done.push(
      `closed the connection ${disconnect === true ? 'before' : disconnect} the ${disconnect === 'within' ? 'answer' : 'effect'}`,
    );
  return `Injected: ${done.join(', ')}.`;
}

/**
 * The example that a request asks for with `Prefer: code=404`, as it may ask Prism: one of those that the contract has
 * for its operation, the one that `example=NAME` names or the first. It has no effect.
 */
export function preferredExample(call: Call): Fault | null {
  const { request, resource, operation } = call;
  const prefer = [request.headers['prefer'] ?? []].flat().join(', ');
  const code = /\bcode="?(\d{3})\b/.exec(prefer)?.[1];
  if (code === undefined || !resource) return null;
  const response = resource.responses.find((candidate) => candidate.code === code);
  const name = /\bexample="?([\w-]+)/.exec(prefer)?.[1];
  const examples = response?.contents?.[0]?.examples ?? [];
  const example = name === undefined ? examples[0] : examples.find(({ key }) => key === name);
  if (!response || !example) {
    const why = `${operation ?? ''} has no such answer`;
    note(call, 'header/prefer', 'header.prefer', `The header Prefer is ignored, for ${why}; it is ${quote(prefer)}.`);
    return null;
  }
  const headers = (response.headers ?? []).flatMap(({ name: header, examples: [first] = [] }) =>
    first && 'value' in first ? [[header.toLowerCase(), String(first.value)]] : [],
  );
  const body = 'value' in example ? example.value : undefined;
  return { status: Number(code), body, headers: Object.fromEntries(headers) as Record<string, string> };
}
