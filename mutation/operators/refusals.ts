import { compactBytes } from '../../fixtures/payloads.js';
import type { CallArguments } from '../../runners/protocol/messages.js';
import { naming, type Operator, writing } from '../operator.js';
import { type Around, aroundCalls, refusing, type Row } from './around.js';

const text = (args: CallArguments): string => JSON.stringify(args.data ?? {});

const rows: Row[] = [
  [
    'refuses-10000',
    'refuses data over 10,000 bytes',
    ['sizeLimit'],
    writing,
    refusing((args) => compactBytes(args.data ?? {}) > 10_000, 413, 18),
  ],
  [
    'refuses-the-limit',
    'refuses data of the limit',
    ['sizeLimit'],
    writing,
    refusing((args) => compactBytes(args.data ?? {}) >= 10_240, 413, 18),
  ],
  [
    'measures-escapes',
    'measures data as escaped for ASCII',
    ['sizeLimit'],
    writing,
    refusing((args) => text(args).replaceAll(/[^ -~]/g, '\\u0000').length > 10_240, 413, 18),
  ],
  [
    'measures-slashes',
    'measures data with escaped slashes',
    ['sizeLimit'],
    writing,
    refusing((args) => Buffer.byteLength(text(args).replaceAll('/', '\\/')) > 10_240, 413, 18),
  ],
  [
    'measures-utf-16',
    'measures data in UTF-16',
    ['sizeLimit', 'dataFidelity'],
    writing,
    refusing((args) => text(args).length * 2 > 10_240, 413, 18),
  ],
  [
    'cuts-to-the-limit',
    'cuts data to the limit',
    ['sizeLimit'],
    writing,
    (args, run) => run(compactBytes(args.data ?? {}) > 10_240 ? { ...args, data: { bio: 'cut' } } : args),
  ],
  [
    'refuses-short-ids',
    'refuses ids of one character',
    ['userId'],
    naming,
    refusing(({ userId }) => userId.length === 1, 400, 4),
  ],
  [
    'refuses-long-ids',
    'refuses ids over 255 characters',
    ['userId'],
    naming,
    refusing(({ userId }) => userId.length > 255, 400, 4),
  ],
  [
    'refuses-digits',
    'refuses ids of digits',
    ['userId'],
    naming,
    refusing(({ userId }) => /^\d+$/.test(userId), 400, 4),
  ],
  [
    'refuses-dashes',
    'refuses ids that begin with a dash',
    ['userId'],
    naming,
    refusing(({ userId }) => userId.startsWith('-'), 400, 4),
  ],
  [
    'wraps-text',
    'wraps data that is text in an object',
    ['dataIsObject'],
    writing,
    (args, run) => run(typeof args.data === 'string' ? { ...args, data: { value: args.data } } : args),
  ],
  [
    'indexes-lists',
    'makes an object of a list',
    ['dataIsObject'],
    writing,
    (args, run) =>
      run(Array.isArray(args.data) ? { ...args, data: Object.fromEntries((args.data as unknown[]).entries()) } : args),
  ],
  [
    'parses-text',
    'reads data that is text as JSON',
    ['dataIsObject'],
    writing,
    (args, run) => run(args.data === '{}' ? { ...args, data: {} } : args),
  ],
  [
    'falsy-is-nothing',
    'takes falsy data for none',
    ['dataIsObject'],
    writing,
    (args, run) => run({ ...args, data: args.data || undefined }),
  ],
  [
    'empty-list-is-nothing',
    'takes an empty list for no data',
    ['dataIsObject'],
    writing,
    (args, run) => run(Array.isArray(args.data) && args.data.length === 0 ? { ...args, data: {} } : args),
  ],
  ['needs-data', 'fails without data', ['dataIsObject'], writing, refusing(({ data }) => data === undefined, 400, 4)],
  [
    'keeps-data',
    'sends the data of the call before where it is given none',
    ['dataIsObject', 'clients'],
    writing,
    remembering(),
  ],
  [
    'default-data',
    'sends its own data where it is given none',
    ['dataIsObject'],
    writing,
    (args, run) => run({ ...args, data: args.data ?? { name: '' } }),
  ],
];

/** SDKs with an opinion of their own about limits, ids and the shape of data. */
export const refusalOperators: readonly Operator[] = aroundCalls(rows);

function remembering(): Around {
  let last: unknown;
  return (args, run) => {
    const data = args.data === undefined ? last : args.data;
    last = data;
    return run({ ...args, data });
  };
}
