import type { Answerer, Call } from './answer.js';
import { Reply } from './reply.js';

/** An answer as a test sees it. */
export interface Answered {
  status: number;
  /** Lower-case names. */
  headers: Record<string, string>;
  /** Sent as JSON, or as it is when it is text. */
  body: unknown;
}

/** Answers one call. */
export type Answer = (call: Call) => Answered;

/** Lets a wrapper stand between the mock and its answers; what the wrapper says goes out, right or wrong. */
export function decorateAnswerer(answer: Answerer, decorate: (answer: Answer) => Answer): Answerer {
  const decorated = decorate((call) => {
    const { statusCode, headers, body } = answer(call);
    return { status: statusCode, headers, body };
  });
  return (call) => {
    const { status, headers, body } = decorated(call);
    return new Reply(status, headers, typeof body === 'string' ? body : JSON.stringify(body));
  };
}
