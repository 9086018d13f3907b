import { stringifyJson } from '../../spec/json.js';

import { type Call, note, quote } from '../contract/call.js';
import type { Fault } from '../http/fault.js';
import type { Reply } from '../http/reply.js';
import { errorReply } from './reply.js';

/** The answer to a call that a fault befalls. `answer` is the API's own logic, which sees it if it takes effect. */
export function injectedReply(fault: Fault, call: Call, answer: (call: Call) => Reply): Reply {
  const { status = 500, code, body, headers, disconnect } = fault;
  const replaces = fault.status !== undefined || code !== undefined || body !== undefined;
  const takesEffect = disconnect !== true && disconnect !== 'before' && (fault.effect ?? !replaces);
  const own = takesEffect ? answer(call) : null;
  const reply =
    own && !replaces
      ? own
      : body === undefined && status >= 400
        ? errorReply(call, status, code)
        : { status, ...ownBody(body) };
  return { status: reply.status, headers: { ...reply.headers, ...headers }, content: reply.content };
}

function ownBody(body: unknown = {}): Pick<Reply, 'content' | 'headers'> {
  if (typeof body === 'string') return { content: body, headers: { 'content-type': 'text/plain; charset=utf-8' } };
  return { content: stringifyJson(body), headers: { 'content-type': 'application/json' } };
}

/**
 * The example that a request asks for with `Prefer: code=404`, as it may ask Prism: one of those that the contract has
 * for its operation, the one that `example=NAME` names or the first. It has no effect.
 */
export function preferredExample(call: Call): Fault | null {
  const { request, resource, operation } = call;
  const { prefer } = request.headers;
  if (typeof prefer !== 'string') return null;
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
