import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { parseJson } from '../../spec/json.js';
import { Ajv2020 } from '../../spec/libraries/ajv.js';
import { packageRoot } from '../../spec/package-root.js';
import { describeSchemaFault } from '../../spec/schema-fault.js';
import { excerpt } from '../quote.js';
import { protocolVersion, type Response } from './messages.js';

const schema = readFileSync(join(packageRoot, 'runners', 'protocol', 'protocol.schema.json'), 'utf8');
// It is part of the package, and a test holds it to its own schema; doing so takes longer than compiling it.
const trusted = { validateSchema: false, meta: false };
const ajv = new Ajv2020({ strict: true, strictRequired: false, allowUnionTypes: true, ...trusted });
ajv.addSchema(JSON.parse(schema) as object);

/** What a line is to be answered with: the hello, or this many results. */
export type Due = 'hello' | number;

/** The rules of docs/driver-protocol.md that a driver is held to whatever it is asked; `driver check` has more. */
export type HeldRule = 'hello' | 'time' | 'lines' | 'schema' | 'answers' | 'end';

/** How a line breaks the protocol; the cause is half a sentence about the driver. */
interface Breach {
  rule: HeldRule;
  cause: string;
}

/** Reads the line that answers `what`. */
export function readAnswer(line: string, what: string, due: Due): { response: Response } | Breach {
  const hello = due === 'hello';
  let response: unknown;
  try {
    response = parseJson(line);
  } catch {
    const cause = `it wrote a line that is not JSON, ${JSON.stringify(excerpt(line))}`;
    return { rule: hello ? 'hello' : 'lines', cause };
  }
  const fault = faultOf('Response', response);
  if (hello) {
    const cause = faultOfHello(response, fault);
    return cause ? { rule: 'hello', cause } : { response: response as Response };
  }
  if (fault)
    return { rule: 'schema', cause: `it wrote a line outside the protocol's schema (${fault}), ${excerpt(line)}` };
  const answer = response as Response;
  if ('hello' in answer) return { rule: 'schema', cause: 'it said hello a second time' };
  const { length } = answer.done;
  if (length === due) return { response: answer };
  const count = `${length} ${length === 1 ? 'result' : 'results'}`;
  return { rule: 'answers', cause: `it answered ${what} with ${count} instead of ${due}` };
}

function faultOfHello(response: unknown, fault: string | undefined): string | undefined {
  const { hello } = (response ?? {}) as { hello?: unknown };
  if (typeof hello === 'number' && hello !== protocolVersion)
    return `it speaks version ${hello} of the protocol, and version ${protocolVersion} is due`;
  const cause = fault ?? (hello === undefined ? 'it answers calls, and none had been made' : undefined);
  return cause && `its first line is not the hello of version ${protocolVersion} (${cause})`;
}

/** `oneOf` names no culprit, so each kind of message is validated alone, picked by the member that tells them apart. */
const members = { Request: ['hello', 'do'], Response: ['hello', 'done'] };

/** What is wrong with a line to a driver, or from it, as half a sentence; `undefined` when it is one of the protocol. */
export function faultOf(kind: keyof typeof members, value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return 'it is not a JSON object';
  const member = members[kind].find((one) => one in value);
  if (member === undefined) return `it has none of the members ${members[kind].join(', ')}`;
  // Compiled when it is first asked for, and kept.
  const validate = ajv.getSchema(`driver-protocol-2#/$defs/${member}${kind}`)!;
  return validate(value) ? undefined : describeSchemaFault(validate.errors![0]!);
}
