import { all, madeUp, type Operator } from '../operator.js';
import type { Fault, Hooks } from '../plant.js';

const shape = ['errorShape'];
const sentence = ['errorSentence', 'errorShape'];
const told =
  (change: (error: Fault) => Partial<Fault>): (() => Hooks) =>
  () => ({ error: (error) => Object.assign(error, change(error)) });

const statuses = [400, 401, 403, 404, 409, 413, 429, 500] as const;
const codes = [4, 2, 3, 17, 16, 22, 18, 9, -1] as const;

const changes: [id: string, defect: string, rules: readonly string[], hooks: () => Hooks][] = [
  ['no-status', 'tells no status', shape, told(() => ({ status: undefined }))],
  ['no-code', 'tells no code', shape, told(() => ({ code: undefined }))],
  ['neither', 'tells neither status nor code', shape, told(() => ({ status: undefined, code: undefined }))],
  ['swapped', 'tells the code as the status', shape, told(({ status, code }) => ({ status: code, code: status }))],
  ['always-500', 'tells status 500', shape, told(() => ({ status: 500 }))],
  [
    'always-400',
    'tells 400 for every status below 500',
    shape,
    told(({ status }) => ({ status: status && status < 500 ? 400 : status })),
  ],
  ['one-code', 'tells code 1', shape, told(() => ({ code: 1 }))],
  ['status-as-code', 'tells the status as the code', shape, told(({ status }) => ({ code: status }))],
  ['positive-code', 'loses the sign of the code', shape, told(({ code }) => ({ code: code && Math.abs(code) }))],
  [
    'no-sentence',
    'says what failed, not why',
    sentence,
    told(({ status }) => ({ message: `Request failed with status code ${status}` })),
  ],
  ['empty-sentence', 'says nothing', sentence, told(() => ({ message: '' }))],
  ['lower-sentence', 'says it in lower case', sentence, told(({ message }) => ({ message: message.toLowerCase() }))],
  [
    'cut-sentence',
    'cuts the sentence at 20 characters',
    sentence,
    told(({ message }) => ({ message: message.slice(0, 20) })),
  ],
  [
    'two-kilobytes-of-a-sentence',
    'cuts the sentence at 2,048 characters',
    sentence,
    told(({ message }) => ({ message: message.slice(0, 2_048) })),
  ],
  [
    'lost-is-500',
    'tells status 500 where nothing was answered',
    ['retries', 'unreadableAnswer'],
    told(({ status }) => ({ status: status ?? 500 })),
  ],
  [
    'escaped-sentence',
    'says it with escapes',
    sentence,
    told(({ message }) => ({ message: encodeURIComponent(message) })),
  ],
  [
    'type-error',
    'throws a TypeError of its own',
    shape,
    () => ({ error: () => new TypeError('undefined is not a function') }),
  ],
  [
    'first-error',
    'throws the first error again',
    [...sentence, 'retries', 'token', 'userId', 'dataIsObject', 'unreadableAnswer'],
    () => {
      let first: Fault | undefined;
      return { error: (error) => (first ??= error) };
    },
  ],
  [
    'last-error',
    'throws the error before',
    [...sentence, 'retries', 'token', 'userId', 'dataIsObject', 'unreadableAnswer'],
    () => {
      let last: Fault | undefined;
      return {
        error: (error) => {
          const before = last ?? error;
          last = error;
          return before;
        },
      };
    },
  ],
  ...statuses.map((status): (typeof changes)[number] => [
    `no-status-${status}`,
    `tells no status of a ${status}`,
    shape,
    told((error) => (error.status === status ? { status: undefined } : {})),
  ]),
  ...codes.map((code): (typeof changes)[number] => [
    `no-code-of-${code}`,
    `tells no code ${code}`,
    shape,
    told((error) => (error.code === code ? { code: undefined } : {})),
  ]),
  ['confuses-401', 'tells code 3 for an unknown key', shape, told((error) => (error.code === 2 ? { code: 3 } : {}))],
  [
    'confuses-400',
    'tells 400 for what is too large',
    shape,
    told((error) => (error.status === 413 ? { status: 400 } : {})),
  ],
  [
    'confuses-404',
    'tells 400 for a missing user',
    shape,
    told((error) => (error.status === 404 ? { status: 400 } : {})),
  ],
];

/** Which calls can meet a status at all is the API's business; an error can be injected into any. */
const swallowed: Operator[] = [400, 401, 403, 404, 409, 413, 429, 500, 502, 503, 504].map((status) => ({
  id: `swallows-${status}`,
  defect: `succeeds with nothing after a ${status}`,
  place: 'error',
  rules: ['errorShape', 'retries', 'unreadableAnswer', 'errorSentence'],
  calls: all,
  hooks: () => ({
    call: async (args, run, { call }) => {
      try {
        return await run(args);
      } catch (error) {
        if ((error as Fault).status !== status) throw error;
        return madeUp(call, { userId: args.userId });
      }
    },
  }),
}));

export const errorOperators: readonly Operator[] = [
  ...changes.map(([id, defect, rules, hooks]): Operator => ({
    ...{ id, defect, place: 'error', rules, calls: all },
    hooks,
  })),
  ...swallowed,
];
