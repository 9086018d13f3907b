import { type Operator, served } from '../operator.js';
import { act, after, asked, inData, inMock, refused, writing, type Row } from './mock-changes.js';

const rows: Row[] = [
  [
    'drops-nulls',
    'stores no null',
    ['dataFidelity'],
    writing,
    inData((data) => Object.fromEntries(Object.entries(data).filter(([, value]) => value !== null))),
  ],
  [
    'trims',
    'trims text',
    ['dataFidelity'],
    writing,
    inData((data) =>
      Object.fromEntries(
        Object.entries(data).map(([name, value]) => [name, typeof value === 'string' ? value.trim() : value]),
      ),
    ),
  ],
  [
    'lower-names',
    'stores names in lower case',
    ['dataFidelity'],
    writing,
    inData((data) => Object.fromEntries(Object.entries(data).map(([name, value]) => [name.toLowerCase(), value]))),
  ],
  [
    'keeps-ten',
    'stores ten members',
    ['dataFidelity'],
    writing,
    inData((data) => Object.fromEntries(Object.entries(data).slice(0, 10))),
  ],
  [
    'sorts',
    'sorts lists',
    ['dataFidelity'],
    writing,
    inData((data) =>
      Object.fromEntries(
        Object.entries(data).map(([name, value]) => [name, Array.isArray(value) ? value.toSorted() : value]),
      ),
    ),
  ],
  [
    'lower-ids',
    'looks ids up in lower case',
    ['userId', 'dataFidelity'],
    served,
    asked(({ userId }) => ({ userId: userId.toLowerCase() })),
  ],
  [
    'short-ids',
    'looks at 64 characters of an id',
    ['userId'],
    served,
    asked(({ userId }) => ({ userId: userId.slice(0, 64) })),
  ],
  [
    'refuses-long-ids',
    'refuses ids over 255 characters',
    ['userId'],
    served,
    () => (call, answer) => (call.userId.length > 255 ? refused(answer, call) : answer(call)),
  ],
  [
    'refuses-digits',
    'refuses ids of digits',
    ['userId'],
    served,
    () => (call, answer) => (/^\d+$/.test(call.userId) ? refused(answer, call) : answer(call)),
  ],
  [
    'takes-any-id',
    'takes ids with blanks',
    ['userId'],
    ['create', 'getOrCreate'],
    asked(({ userId, violations }) => (userId.includes(' ') ? { violations: [] } : { violations })),
  ],
  [
    'takes-any-data',
    'takes data that is no object for an empty one',
    ['dataIsObject'],
    writing,
    asked(({ violations, userId }) => (/^[\w-]+$/.test(userId) ? { violations: [], dataText: '{}' } : { violations })),
  ],
  [
    'one-byte-less',
    'refuses the limit',
    ['sizeLimit'],
    writing,
    asked(({ dataBytes }) => ({ dataBytes: dataBytes + 1 })),
  ],
  [
    'one-byte-more',
    'accepts one byte more',
    ['sizeLimit'],
    writing,
    asked(({ dataBytes }) => ({ dataBytes: dataBytes - 1 })),
  ],
  [
    'counts-characters',
    'counts characters',
    ['sizeLimit'],
    writing,
    asked(({ dataText }) => ({ dataBytes: Array.from(dataText).length })),
  ],
  [
    'counts-utf-16',
    'counts units of UTF-16',
    ['sizeLimit'],
    writing,
    asked(({ dataText }) => ({ dataBytes: dataText.length })),
  ],
  [
    'stores-what-is-too-large',
    'stores what it refuses as too large',
    ['sizeLimit'],
    writing,
    after(
      (status) => status === 413,
      (answer, call) => {
        if (call.operation === 'updateUser') call.app?.users.replace(call.userId, call.dataText);
        else call.app?.users.add(call.userId, call.dataText);
        return answer;
      },
    ),
  ],
  [
    'stores-what-is-not-allowed',
    'does what it does not allow',
    ['userTokenMayRead'],
    ['create', 'getOrCreate', 'update', 'delete'],
    after(
      (status) => status === 403,
      (answer, call) => {
        act(call);
        return answer;
      },
    ),
  ],
  [
    'stores-what-is-invalid',
    'stores data that is no object as an empty one, and refuses it',
    ['dataIsObject'],
    writing,
    after(
      (status) => status === 400,
      (answer, call) => {
        if (/^[\w-]+$/.test(call.userId)) act({ ...call, dataText: '{}' });
        return answer;
      },
    ),
  ],
  [
    'stores-what-is-unsigned',
    'does what is signed wrongly',
    ['token'],
    ['create', 'getOrCreate', 'update', 'delete'],
    after(
      (status) => status === 401,
      (answer, call) => {
        act(call);
        return answer;
      },
    ),
  ],
];

/** APIs that take in other data and ids, or measure otherwise. */
export const mockDataOperators: readonly Operator[] = inMock(rows);
