import { type Document, isMap, isScalar, isSeq, LineCounter, type Node, parseDocument, visit } from 'yaml';

import { loadContract } from '../../spec/contract.js';
import { isJsonNumber, type JsonNumber, readNumber } from '../../spec/json.js';

import type { UserSeed } from './apps.js';
import { parseMoment } from './clock.js';

const jsonNumber = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;
const isCount = (value: unknown): boolean => Number.isSafeInteger(value) && (value as number) >= 0;
const isMoment = (value: unknown): boolean => typeof value === 'string' && parseMoment(value) !== undefined;

/** What a user may have besides id and data, and what is right for it. */
const known: Record<string, [isRight: (value: unknown) => boolean, remedy: string]> = {
  followers_count: [isCount, 'A count is a whole number from 0.'],
  following_count: [isCount, 'A count is a whole number from 0.'],
  created_at: [isMoment, 'A moment is text like 2018-04-06T09:56:15.833318Z.'],
  updated_at: [isMoment, 'A moment is text like 2018-04-06T09:56:15.833318Z.'],
};

/**
 * Reads a list of users from YAML or JSON, every number as it is written. `<<` merges, and anchors can be referred to.
 * An error names the file, the line and the remedy.
 */
export function parseSeed(text: string, file: string): UserSeed[] {
  const lines = new LineCounter();
  const fail = (offset: number, cause: string, remedy: string): never => {
    throw new Error(`Failed to read ${file}: line ${lines.linePos(offset).line}, ${cause}. ${remedy}`);
  };
  const document: Document = parseDocument(text.replace(/^\uFEFF/, ''), {
    lineCounter: lines,
    merge: true,
    stringKeys: true,
  });
  const [error] = document.errors;
  if (error) {
    const cause = error.message.split('\n')[0]?.replace(/:? at line.*$/, '') ?? 'it is not YAML';
    const isIndentedByTab = /^ *\t/.test(text.split('\n')[lines.linePos(error.pos[0]).line - 1] ?? '');
    fail(error.pos[0], isIndentedByTab ? 'a tab indents it' : cause, 'Correct the YAML; spaces indent it.');
  }
  checkScalars(document, fail);
  const list = document.contents;
  if (list === null) return fail(0, 'it is empty', 'Write a list of users, each with an id and data.');
  if (!isSeq(list)) {
    return fail(list.range?.[0] ?? 0, 'it is not a list', 'Write a list of users, each with an id and data.');
  }
  const idPattern = new RegExp(loadContract().userIdPattern);
  const seen = new Set<string>();
  return list.items.map((node) => {
    const offset = (node as Node).range?.[0] ?? 0;
    const user = valueOf(node as Node, document, offset, fail);
    const failAt: FailAt = (name, cause, remedy) => fail(offsetOf(node, name) ?? offset, cause, remedy);
    if (!isRecord(user))
      return fail(offset, `a user is ${JSON.stringify(user)}, not an object`, 'Write it as {id, data}.');
    const id = checkUser(user, idPattern, failAt);
    if (seen.has(id)) failAt('id', `the id "${id}" is given a second time`, 'Give every user its own id.');
    seen.add(id);
    return { ...user, id, data: user['data'] ?? {} } as UserSeed;
  });
}

type Fail = (offset: number, cause: string, remedy: string) => never;
/** The same, at a member of a user. */
type FailAt = (name: string, cause: string, remedy: string) => never;

function offsetOf(user: unknown, name: string): number | undefined {
  const pair = isMap<Node>(user) ? user.items.find(({ key }) => isScalar(key) && key.value === name) : undefined;
  return pair?.key.range?.[0];
}

/** Checks all but whether the id is given twice. Returns the id. */
function checkUser({ id, data = {}, ...others }: Record<string, unknown>, idPattern: RegExp, fail: FailAt): string {
  for (const [name, value] of Object.entries(others)) {
    const [isRight, remedy] = known[name] ?? [];
    if (!isRight) {
      const keys = ['id', 'data', ...Object.keys(known)].join(', ');
      return fail(name, `a user has the unknown key ${JSON.stringify(name)}`, `The known keys are ${keys}.`);
    }
    if (!isRight(value)) fail(name, `the ${name} of a user is ${JSON.stringify(value)}`, remedy ?? '');
  }
  if (typeof id !== 'string' || !idPattern.test(id)) {
    const remedy = 'An id is text of letters, digits, dashes and underscores; one of digits alone stands in quotes.';
    return fail('id', `the id is ${JSON.stringify(id) ?? 'absent'}`, remedy);
  }
  if (data !== null && !isRecord(data)) {
    fail(
      'data',
      `the data of "${id}" is ${isJsonNumber(data) ? data.$number : JSON.stringify(data)}`,
      'Data is an object.',
    );
  }
  return id;
}

function valueOf(node: Node, document: Document, offset: number, fail: Fail): unknown {
  try {
    return isMap(node) ? node.toJS(document) : node.toJSON();
  } catch (error) {
    // Aliases of aliases that would never end.
    return fail(offset, (error as Error).message, 'Correct the YAML.');
  }
}

/**
 * YAML has more ways to write a number than JSON; each stays as it is written where JSON has that, too. An alias of
 * nothing is told where it stands.
 */
function checkScalars(document: Document, fail: Fail): void {
  visit(document, {
    Alias(_key, node) {
      if (node.resolve(document)) return;
      fail(
        node.range?.[0] ?? 0,
        `*${node.source} stands for nothing, for no &${node.source} is before it`,
        'Correct it.',
      );
    },
    Scalar(key, node) {
      if (key === 'key' || typeof node.value !== 'number') return;
      const written = (node.source ?? '').replace(/^\+/, '').replace(/^(-?)0+(?=\d)/, '$1');
      const value: number | JsonNumber = jsonNumber.test(written) ? readNumber(written, true) : node.value;
      if (typeof value === 'number' && !Number.isFinite(value)) {
        fail(
          node.range?.[0] ?? 0,
          `${node.source ?? ''} is no number that JSON has`,
          'Write another, or text in quotes.',
        );
      }
      node.value = value;
    },
  });
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !isJsonNumber(value);
}
