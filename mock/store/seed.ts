import { LineCounter, parseDocument } from 'yaml';
import type { Document, Node } from 'yaml';
import { isMap, isSeq } from 'yaml';

import { loadContract } from '../../spec/contract.js';

import type { UserSeed } from './apps.js';

/**
 * Reads a list of users from YAML or JSON: `[{id, data}]`. An error names the file, the line and the remedy.
 */
export function parseSeed(text: string, file: string): UserSeed[] {
  const idPattern = new RegExp(loadContract().userIdPattern);
  const lines = new LineCounter();
  const document: Document = parseDocument(text, { lineCounter: lines });
  const fail = (offset: number, cause: string, remedy: string): never => {
    throw new Error(`Failed to read ${file}: line ${lines.linePos(offset).line}, ${cause}. ${remedy}`);
  };
  const [error] = document.errors;
  if (error)
    fail(
      error.pos[0],
      error.message.split('\n')[0]?.replace(/ at line.*$/, '') ?? 'it is not YAML',
      'Correct the YAML.',
    );
  const list = document.contents;
  if (!isSeq(list))
    return fail(list?.range?.[0] ?? 0, 'it is not a list', 'Write a list of users, each with an id and data.');
  const seen = new Set<string>();
  return list.items.map((node) => {
    const offset = (node as Node).range?.[0] ?? 0;
    if (!isMap(node))
      return fail(offset, `a user is ${JSON.stringify(node)}, not an object`, 'Write it as {id, data}.');
    const { id, data = {}, ...others } = node.toJS(document) as Record<string, unknown>;
    const [unknown] = Object.keys(others);
    if (unknown !== undefined)
      fail(offset, `a user has the unknown key ${JSON.stringify(unknown)}`, 'The known keys are id and data.');
    if (typeof id !== 'string' || !idPattern.test(id)) {
      return fail(
        offset,
        `the id is ${JSON.stringify(id) ?? 'absent'}`,
        'An id is text of letters, digits, dashes and underscores.',
      );
    }
    if (seen.has(id)) fail(offset, `the id "${id}" is given a second time`, 'Give every user its own id.');
    seen.add(id);
    if (data !== null && (typeof data !== 'object' || Array.isArray(data))) {
      fail(offset, `the data of "${id}" is ${JSON.stringify(data)}`, 'Data is an object.');
    }
    return { id, data: (data ?? {}) as Record<string, unknown> };
  });
}
