import { isJsonNumber, isObject, readNumber, stringifyJson } from '../../spec/json.js';
import { checkOf } from './checks.js';
import {
  type Document,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  parseDocument,
  visit,
} from '../../spec/libraries/yaml.js';
import type { UserSeed } from '../store/apps.js';

const aCount = 'A count is a whole number from 0.';
const aMoment = 'A moment is text like 2018-04-06T09:56:15.833318Z.';

/** What a user may have, and what that has to be. */
const members: Record<string, string> = {
  id: 'An id is text of letters, digits, dashes and underscores; one of digits alone stands in quotes.',
  data: 'Data is an object.',
  followers_count: aCount,
  following_count: aCount,
  created_at: aMoment,
  updated_at: aMoment,
};

/** Says what is wrong at a place of a file, and what to do about it. */
type Fail = (offset: number | undefined, cause: string, remedy: string) => never;

/**
 * Reads a list of users from YAML or JSON, every number as it is written. `<<` merges, and anchors can be referred to.
 * An error names the file, the line and the remedy.
 */
export function parseSeed(text: string, file: string): UserSeed[] {
  const lines = new LineCounter();
  const fail: Fail = (offset = 0, cause, remedy) => {
    throw new Error(`Failed to read ${file}: line ${lines.linePos(offset).line}, ${cause}. ${remedy}`);
  };
  const options = { lineCounter: lines, merge: true, stringKeys: true };
  const document: Document = parseDocument(text.replace(/^\uFEFF/, ''), options);
  const [error] = document.errors;
  if (error) {
    const cause = error.message.split('\n')[0]?.replace(/:? at line.*$/, '') ?? 'it is not YAML';
    const isIndentedByTab = /^ *\t/.test(text.split('\n')[lines.linePos(error.pos[0]).line - 1] ?? '');
    fail(error.pos[0], isIndentedByTab ? 'a tab indents it' : cause, 'Correct the YAML; spaces indent it.');
  }
  readScalars(document, fail);
  const list = document.contents;
  if (!isSeq<Node>(list)) {
    const cause = list === null ? 'it is empty' : 'it is not a list';
    return fail(list?.range?.[0], cause, 'Write a list of users, each with an id and data.');
  }
  const seen = new Set<string>();
  return list.items.map((node) => {
    const user = readUser(node, document, fail);
    if (seen.has(user.id)) {
      fail(offsetOf(node, 'id'), `the id "${user.id}" is given a second time`, 'Give every user its own id.');
    }
    seen.add(user.id);
    return user;
  });
}

/** Holds a user to the same schema as the control API does, and says in the words of a file what is wrong. */
function readUser(node: Node, document: Document, fail: Fail): UserSeed {
  let user: unknown;
  try {
    user = node.toJS(document);
  } catch (error) {
    // Aliases of aliases that would never end.
    return fail(node.range?.[0], (error as Error).message, 'Correct the YAML.');
  }
  if (!isObject(user) || isJsonNumber(user)) {
    return fail(node.range?.[0], `a user is ${stringifyJson(user)}, not an object`, 'Write it as {id, data}.');
  }
  const read: unknown = { ...user, data: user['data'] ?? {} };
  const check = checkOf('user');
  if (check(read)) return read;
  const [error] = check.errors ?? [];
  const { additionalProperty: unknown, missingProperty: missing } = (error?.params ?? {}) as Record<string, string>;
  if (unknown !== undefined) {
    const remedy = `The known keys are ${Object.keys(members).join(', ')}.`;
    return fail(offsetOf(node, unknown), `a user has the unknown key ${JSON.stringify(unknown)}`, remedy);
  }
  const name = missing ?? error?.instancePath.slice(1) ?? '';
  const value = missing === undefined ? stringifyJson(user[name]) : 'absent';
  return fail(offsetOf(node, name), `the ${name} of a user is ${value}`, members[name] ?? '');
}

/** Where a member of a user stands, or the user when it is not there. */
function offsetOf(user: Node, name: string): number | undefined {
  const pair = isMap<Node>(user) ? user.items.find(({ key }) => isScalar(key) && key.value === name) : undefined;
  return (pair?.key ?? user).range?.[0];
}

/**
 * YAML has more ways to write a number than JSON; each stays as it is written where JSON has that, too. An alias of
 * nothing is told where it stands.
 */
function readScalars(document: Document, fail: Fail): void {
  visit(document, {
    Alias(_key, node) {
      if (node.resolve(document)) return;
      const cause = `*${node.source} stands for nothing, for no &${node.source} is before it`;
      fail(node.range?.[0], cause, 'Correct it.');
    },
    Scalar(key, node) {
      if (key === 'key' || typeof node.value !== 'number') return;
      const written = (node.source ?? '').replace(/^\+/, '').replace(/^(-?)0+(?=\d)/, '$1');
      if (isJsonNumber({ $number: written })) node.value = readNumber(written, true);
      else if (!Number.isFinite(node.value)) {
        fail(node.range?.[0], `${node.source ?? ''} is no number that JSON has`, 'Write another, or text in quotes.');
      }
    },
  });
}
