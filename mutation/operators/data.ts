import { deep, without } from '../../fixtures/doubles/plant.js';
import { giving, inUsers, type Operator, writing } from '../operator.js';

type Change = (part: unknown) => unknown;

const inText =
  (change: (text: string) => unknown): Change =>
  (part) =>
    typeof part === 'string' ? change(part) : part;
const inNumbers =
  (change: (number: number) => unknown): Change =>
  (part) =>
    typeof part === 'number' ? change(part) : part;
const inLists =
  (change: (list: unknown[]) => unknown): Change =>
  (part) =>
    Array.isArray(part) ? change(part as unknown[]) : part;
const inObjects =
  (change: (entries: [string, unknown][]) => [string, unknown][]): Change =>
  (part) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(change(Object.entries(part)))
      : part;
const inNames = (change: (name: string) => string): Change =>
  inObjects((entries) => entries.map(([name, value]) => [change(name), value]));
const dropping =
  (drop: (member: unknown) => boolean): Change =>
  (part) =>
    without(part, drop);

const camel = (name: string): string => name.replaceAll(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
const snake = (name: string): string => name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
const isEmpty = (member: unknown): boolean =>
  typeof member === 'object' && member !== null && Object.keys(member).length === 0;

/** What happens to data on its way: each is planted in what a call is given, and in what it gives. */
const changes: Record<string, [what: string, change: Change]> = {
  'drops-nulls': ['drops members that are null', dropping((member) => member === null)],
  'drops-empty-text': ['drops members that are empty text', dropping((member) => member === '')],
  'drops-false': ['drops members that are false', dropping((member) => member === false)],
  'drops-zeros': ['drops members that are 0', dropping((member) => member === 0)],
  'drops-empty-lists': ['drops empty lists', dropping((member) => Array.isArray(member) && member.length === 0)],
  'drops-empty-objects': ['drops empty objects', dropping((member) => !Array.isArray(member) && isEmpty(member))],
  'nulls-to-text': ['gives an empty text for null', (part) => (part === null ? '' : part)],
  'rounds-numbers': ['rounds numbers', inNumbers(Math.round)],
  'single-precision': ['keeps numbers in 32 bits', inNumbers(Math.fround)],
  'fifteen-digits': ['keeps 15 digits of a number', inNumbers((number) => Number(number.toPrecision(15)))],
  'wraps-integers': [
    'wraps integers at 32 bits',
    inNumbers((number) => (Number.isInteger(number) ? number | 0 : number)),
  ],
  'numbers-to-text': ['gives text for numbers', inNumbers(String)],
  'absolute-numbers': ['loses the sign of numbers', inNumbers(Math.abs)],
  'guesses-numbers': ['reads numbers in text', inText((text) => (/^\d+$/.test(text) ? Number(text) : text))],
  'guesses-booleans': ['reads true in text', inText((text) => (text === 'true' ? true : text))],
  'guesses-nulls': ['reads null in text', inText((text) => (text === 'null' ? null : text))],
  'guesses-json': [
    'reads JSON in text',
    inText((text) => (/^[[{]/.test(text) && text !== '{{y}}' ? safeJson(text) : text)),
  ],
  'reformats-dates': [
    'writes dates in text in another form',
    inText((text) => (/^\d{4}-\d\d-\d\d(T[\d:.]+Z)?$/.test(text) ? new Date(text).toISOString() : text)),
  ],
  'booleans-to-numbers': [
    'gives 1 and 0 for true and false',
    (part) => (typeof part === 'boolean' ? Number(part) : part),
  ],
  'trims-text': ['trims text', inText((text) => text.trim())],
  'trims-ends': ['trims the end of text', inText((text) => text.trimEnd())],
  'collapses-blanks': ['makes one blank of two', inText((text) => text.replaceAll(/ {2,}/g, ' '))],
  'one-line-end': ['makes LF of CRLF', inText((text) => text.replaceAll('\r\n', '\n'))],
  'drops-carriage-returns': ['drops CR', inText((text) => text.replaceAll('\r', ''))],
  'drops-nul': ['drops NUL', inText((text) => text.replaceAll('\u0000', ''))],
  'ends-at-nul': ['ends text at NUL', inText((text) => text.split('\u0000')[0])],
  'drops-controls': ['drops control characters', inText((text) => text.replaceAll(/[\u0001-\u001f]/g, ''))],
  'drops-marks': ['drops byte order marks', inText((text) => text.replaceAll('\ufeff', ''))],
  'drops-invisible': ['drops invisible characters', inText((text) => text.replaceAll(/[\u200b\u00ad\u202e]/g, ''))],
  'composes-text': ['composes letters and accents', inText((text) => text.normalize('NFC'))],
  'decomposes-text': ['takes letters and accents apart', inText((text) => text.normalize('NFD'))],
  'three-bytes': [
    'puts a question mark for characters of four bytes',
    inText((text) => text.replaceAll(/[\u{10000}-\u{10ffff}]/gu, '?')),
  ],
  latin: ['puts a question mark for what Latin-1 lacks', inText((text) => text.replaceAll(/[^\u0000-\u00ff]/g, '?'))],
  'lower-cases-text': ['writes text in lower case', inText((text) => text.toLowerCase())],
  'escapes-markup': ['escapes markup', inText((text) => text.replaceAll('<', '&lt;'))],
  'unescapes-markup': ['unescapes markup', inText((text) => text.replaceAll('&amp;', '&'))],
  'strips-markup': ['strips tags', inText((text) => text.replaceAll(/<[^>]*>/g, ''))],
  'decodes-percent': ['decodes percent signs', inText((text) => text.replaceAll('%20', ' '))],
  'plus-to-blank': ['takes a plus for a blank', inText((text) => text.replaceAll('+', ' '))],
  'halves-backslashes': [
    'loses every second backslash',
    inText((text) => text.replaceAll('\\\\', '\\').replaceAll('\\b', '/b')),
  ],
  'curls-quotes': ['writes quotes otherwise', inText((text) => text.replaceAll("'", '’'))],
  'cuts-text': ['cuts text at 255 characters', inText((text) => text.slice(0, 255))],
  'cuts-long-text': ['cuts text at 4,000 characters', inText((text) => text.slice(0, 4_000))],
  'fills-templates': ['fills in templates', inText((text) => text.replaceAll(/\$\{x\}/g, ''))],
  'sorts-lists': ['sorts lists', inLists((list) => list.toSorted())],
  'reverses-lists': ['reverses lists', inLists((list) => list.toReversed())],
  'drops-doubles': ['drops doubles in lists', inLists((list) => [...new Set(list)])],
  'drops-list-nulls': ['drops null in lists', inLists((list) => list.filter((item) => item !== null))],
  'unwraps-lists': ['gives the item for a list of one', inLists((list) => (list.length === 1 ? list[0] : list))],
  'flattens-lists': ['flattens lists of lists', inLists((list) => list.flat())],
  'cuts-lists': ['cuts lists at 50 items', inLists((list) => list.slice(0, 50))],
  'lists-to-objects': ['gives an object for an empty list', inLists((list) => (list.length === 0 ? {} : list))],
  'cuts-members': ['keeps 100 members of an object', inObjects((entries) => entries.slice(0, 100))],
  'lower-cases-names': ['writes names in lower case', inNames((name) => name.toLowerCase())],
  'camel-cases-names': ['writes names in camelCase', inNames(camel)],
  'snake-cases-names': ['writes names in snake_case', inNames(snake)],
  'trims-names': ['trims names', inNames((name) => name.trim())],
  'replaces-dots': ['writes dots in names otherwise', inNames((name) => name.replaceAll('.', '_'))],
  'drops-dollars': [
    'drops names that begin with a dollar',
    inObjects((entries) => entries.filter(([name]) => !name.startsWith('$'))),
  ],
  'drops-underscores': [
    'drops names that begin with an underscore',
    inObjects((entries) => entries.filter(([name]) => !name.startsWith('_'))),
  ],
  'drops-proto': ['drops __proto__', inObjects((entries) => entries.filter(([name]) => name !== '__proto__'))],
  'drops-constructor': [
    'drops constructor',
    inObjects((entries) => entries.filter(([name]) => name !== 'constructor')),
  ],
  'drops-empty-names': ['drops the empty name', inObjects((entries) => entries.filter(([name]) => name !== ''))],
  'drops-other-letters': [
    'drops names beyond ASCII',
    inObjects((entries) => entries.filter(([name]) => /^[ -~]*$/.test(name))),
  ],
  'drops-id': ['drops a member id', inObjects((entries) => entries.filter(([name]) => name !== 'id'))],
  'drops-envelope': ['drops created_at', inObjects((entries) => entries.filter(([name]) => name !== 'created_at'))],
  'drops-types': ['drops a member type', inObjects((entries) => entries.filter(([name]) => name !== 'type'))],
  'drops-verbs': ['drops a member verb', inObjects((entries) => entries.filter(([name]) => name !== 'verb'))],
  'drops-undefined': [
    'drops a member undefined',
    inObjects((entries) => entries.filter(([name]) => name !== 'undefined')),
  ],
  'hides-passwords': [
    'hides what stands under password',
    inObjects((entries) => entries.map(([name, value]) => [name, name === 'password' ? '***' : value])),
  ],
  'replaces-marks': ['writes colons in names otherwise', inNames((name) => name.replaceAll(':', '_'))],
  'cuts-names': ['cuts names at 255 characters', inNames((name) => name.slice(0, 255))],
  'keeps-members': ['keeps 255 members of an object', inObjects((entries) => entries.slice(0, 255))],
  'cuts-long-lists': ['cuts lists at 500 items', inLists((list) => list.slice(0, 500))],
  'counts-names': [
    'gives a list for an object whose names count up',
    (part) =>
      isObject(part) && !isEmpty(part) && Object.keys(part).every((name, index) => name === String(index))
        ? Object.values(part)
        : part,
  ],
  'camel-cases-listed': [
    'writes names in camelCase in lists only',
    inLists((list) => list.map((item) => inNames(camel)(item))),
  ],
  'drops-lone-nulls': [
    'drops null in objects that are in an object',
    inObjects((entries) =>
      entries.map(([name, member]) => [name, isObject(member) ? without(member, (inner) => inner === null) : member]),
    ),
  ],
  'drops-variations': ['drops what varies a character', inText((text) => text.replaceAll(/[\ufe00-\ufe0f]/g, ''))],
  'drops-directions': ['drops marks of direction', inText((text) => text.replaceAll(/[\u200e\u200f]/g, ''))],
  'drops-tags': [
    'drops characters of the plane of tags',
    inText((text) => text.replaceAll(/[\u{e0000}-\u{e01ef}]/gu, '')),
  ],
  'replaces-replaced': ['writes U+FFFD otherwise', inText((text) => text.replaceAll('\ufffd', '?'))],
  'lower-cases-addresses': [
    'writes addresses of mail in lower case',
    inText((text) => (/^\S+@\S+\.\S+$/.test(text) ? text.toLowerCase() : text)),
  ],
  'normalises-urls': ['writes URLs otherwise', inText((text) => (URL.canParse(text) ? new URL(text).href : text))],
  'lower-cases-uuids': [
    'writes UUIDs in lower case',
    inText((text) => (/^[\dA-F]{8}(-[\dA-F]{4}){3}-[\dA-F]{12}$/.test(text) ? text.toLowerCase() : text)),
  ],
  'guesses-words': [
    'reads yes, on and None in text',
    inText((text) => (text === 'yes' || text === 'on' ? true : text === 'None' ? null : text)),
  ],
  'guesses-signs': [
    'reads numbers with a sign in text',
    inText((text) => (/^[+-]\d+$/.test(text) ? Number(text) : text)),
  ],
  'decodes-base64': [
    'decodes Base64 in text',
    inText((text) => (/^[\w+/]{8,}=+$/.test(text) ? Buffer.from(text, 'base64').toString() : text)),
  ],
  'reformats-moments': [
    'writes a date of headers otherwise',
    inText((text) => (/^[A-Z][a-z]{2}, .* GMT$/.test(text) ? new Date(text).toISOString() : text)),
  ],
  'splits-moments': [
    'puts a T between date and time',
    inText((text) => text.replace(/^(\d{4}-\d\d-\d\d) (?=\d)/, '$1T')),
  ],
  'unwraps-data': [
    'takes a member data for the data itself',
    (part) => (typeof part === 'object' && part !== null && 'data' in part ? part.data : part),
  ],
};

/** What happens to the whole document. */
const wholes: Record<string, [what: string, change: Change]> = {
  'cuts-depth': ['cuts data at ten levels', (data) => cutAt(data, 10)],
  'adds-a-member': ['adds a member', (data) => (isObject(data) ? { ...data, extra: null } : data)],
  'adds-a-name': ['adds a name where there is none', (data) => (isObject(data) ? { name: '', ...data } : data)],
  'stringifies-nested': [
    'gives nested objects as text',
    (data) =>
      isObject(data)
        ? Object.fromEntries(
            Object.entries(data).map(([key, value]) => [key, isObject(value) ? JSON.stringify(value) : value]),
          )
        : data,
  ],
  'wraps-data': ['wraps data in an object', (data) => (data === undefined ? data : { data })],
  'drops-last': [
    'drops the last member',
    (data) => (isObject(data) ? Object.fromEntries(Object.entries(data).slice(0, -1)) : data),
  ],
};

export const dataOperators: readonly Operator[] = [
  ...Object.entries(changes).map(([id, [what, change]]) => [id, what, (data: unknown) => deep(data, change)] as const),
  ...Object.entries(wholes).map(([id, [what, change]]) => [id, what, change] as const),
].flatMap(([id, what, change]) => [
  {
    ...{ id, defect: `${what} in what is given`, place: 'argument' as const, rules: ['dataFidelity'], calls: writing },
    hooks: () => ({ args: (args) => ({ ...args, data: change(args.data) }) }),
  },
  {
    ...{ id, defect: `${what} in what it gives`, place: 'answer' as const, rules: ['dataFidelity'] },
    calls: [...giving, 'enrichedActivities'] as const,
    hooks: () => ({ value: (value) => inUsers(value, ({ data, ...user }) => ({ ...user, data: change(data) })) }),
  },
]);

function cutAt(value: unknown, levels: number): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (levels === 0) return null;
  if (Array.isArray(value)) return value.map((part) => cutAt(part, levels - 1));
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, cutAt(part, levels - 1)]));
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function safeJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
