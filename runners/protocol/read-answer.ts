import { parseJson } from '../../spec/json.js';
import type { Breach } from '../failures.js';
import { excerpt } from '../redact.js';
import { protocolVersion, type Response } from './messages.js';
import { faultOfResponse } from './validate.js';

/** What a line is to be answered with: the hello, or this many results. */
export type Due = 'hello' | number;

/** How a line breaks the protocol; the cause is half a sentence about the driver. */
export interface WrongAnswer {
  reason: Breach;
  cause: string;
}

/** Reads the line that answers `what`. */
export function readAnswer(line: string, what: string, due: Due): { response: Response } | WrongAnswer {
  let response: unknown;
  try {
    response = parseJson(line);
  } catch {
    const cause = `it wrote a line that is not JSON, ${JSON.stringify(excerpt(line))}`;
    return { reason: due === 'hello' ? 'wrong-hello' : 'not-json', cause };
  }
  const fault = faultOfResponse(response);
  if (due === 'hello') {
    const cause = faultOfHello(response, fault);
    return cause ? { reason: 'wrong-hello', cause } : { response: response as Response };
  }
  if (fault) {
    return {
      reason: 'not-in-schema',
      cause: `it wrote a line outside the protocol's schema (${fault}), ${excerpt(line)}`,
    };
  }
  const answer = response as Response;
  if ('hello' in answer) return { reason: 'not-in-schema', cause: 'it said hello a second time' };
  const { length } = answer.done;
  if (length === due) return { response: answer };
  const count = `${length} ${length === 1 ? 'result' : 'results'}`;
  return { reason: 'wrong-count', cause: `it answered ${what} with ${count} instead of ${due}` };
}

function faultOfHello(response: unknown, fault: string | undefined): string | undefined {
  const { hello } = (response ?? {}) as { hello?: unknown };
  if (typeof hello === 'number' && hello !== protocolVersion)
    return `it speaks version ${hello} of the protocol, and version ${protocolVersion} is due`;
  const cause = fault ?? (hello === undefined ? 'it answers calls, and none had been made' : undefined);
  return cause && `its first line is not the hello of version ${protocolVersion} (${cause})`;
}
