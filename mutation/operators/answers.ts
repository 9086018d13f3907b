import type { HttpResponse } from '../../runners/reference/http.js';
import { all, answered, madeUp, type Operator } from '../operator.js';
import type { Fault, Hooks } from '../plant.js';

const shape = ['errorShape'];
const known = [400, 401, 403, 404, 405, 408, 409, 413, 429, 500];
const knownCodes = [-1, 2, 3, 4, 9, 16, 17, 18, 22];
const ofAll = { place: 'error', calls: all } as const;

const told =
  (change: (error: Fault) => Partial<Fault>): (() => Hooks) =>
  () => ({ error: (error) => Object.assign(error, change(error)) });
/** A sentence that is put together, printed or cut on its way. */
const worded = (id: string, defect: string, change: (message: string) => string): Operator => ({
  ...{ ...ofAll, id: `${id}-sentence`, defect, rules: ['errorSentence'] },
  hooks: told(({ message }) => ({ message: change(message) })),
});
/** An answer that is read otherwise. */
const read = (
  id: string,
  defect: string,
  rules: readonly string[],
  change: (answer: HttpResponse) => HttpResponse,
): Operator => ({
  ...{ id, defect, place: 'sending', rules, calls: answered },
  hooks: () => ({ send: async (request, send) => change(await send(request)) }),
});
const unreadable = (answer: HttpResponse): HttpResponse => ({ ...answer, body: 'unreadable' });

/** SDKs that know the answers of the day they were written. */
export const answerOperators: readonly Operator[] = [
  worded('quoted', 'says it with escaped quotes', (text) => text.replaceAll('"', '\\"')),
  worded('one-line', 'says it in one line', (text) => text.replaceAll(/\s*\n\s*/g, ' ')),
  worded('short', 'cuts the sentence at 200 characters', (text) => text.slice(0, 200)),
  worded('first', 'says no more than the first sentence', (text) => text.replace(/(?<=[.!?]) .*$/s, '')),
  worded('filled', 'takes the sentence for a template', (text) => text.replaceAll(/%[sd]/g, '')),
  worded('marked-up', 'escapes the sentence for a page', (text) => text.replaceAll('<', '&lt;')),
  worded('ascii', 'says it in ASCII', (text) => text.replaceAll(/[^\u0000-\u007f]/g, '?')),
  worded('trimmed', 'says it without the part in brackets', (text) => text.replaceAll(/\([^)]*\)/g, '')),
  {
    ...{ ...ofAll, id: 'other-codes', defect: 'tells no code that it does not know', rules: shape },
    hooks: told(({ code }) => (knownCodes.includes(code ?? -1) ? {} : { code: undefined })),
  },
  {
    ...{ ...ofAll, id: 'codes-of-gateways', defect: 'tells no code of a 502, 503 or 504', rules: shape },
    hooks: told(({ status = 0 }) => ([502, 503, 504].includes(status) ? { code: undefined } : {})),
  },
  {
    ...{ ...ofAll, id: 'other-statuses', defect: 'tells 500 for a status that it does not know', rules: shape },
    hooks: told(({ status }) => (known.includes(status ?? 500) ? {} : { status: 500 })),
  },
  {
    ...{ ...ofAll, id: 'swallows-others', defect: 'succeeds with nothing after a status that it does not know' },
    rules: [...shape, 'retries', 'unreadableAnswer'],
    hooks: () => ({
      call: async (args, run, { call }) => {
        try {
          return await run(args);
        } catch (error) {
          const { status = 500 } = error as Fault;
          if (known.includes(status) || status < 400 || status > 501) throw error;
          return madeUp(call, { userId: args.userId });
        }
      },
    }),
  },
  {
    ...{ id: 'repeats-others', defect: 'is sent again after a status that it does not know', place: 'sending' },
    ...{ rules: ['retries', 'errorShape'], calls: all },
    hooks: () => ({
      send: async (request, send) => {
        const answer = await send(request);
        return known.includes(answer.status) || answer.status < 410 || answer.status > 501 ? answer : send(request);
      },
    }),
  },
  read('takes-no-content', 'takes a 204 for success', ['unreadableAnswer'], (answer) =>
    answer.status === 204 ? { status: 200, body: '{"results":[]}' } : answer,
  ),
  {
    ...read(
      'trusts-exceptions',
      'takes an answer below 500 without an exception for success',
      ['unreadableAnswer', 'redirect'],
      (answer) =>
        answer.status < 500 && /^[{["]|^null/.test(answer.body) && !answer.body.includes('"exception"')
          ? { ...answer, status: 200 }
          : answer,
    ),
    calls: all,
  },
  read('wants-no-blanks', 'reads no JSON that begins with a blank', ['answerForm'], (answer) =>
    /^\s/.test(answer.body) ? unreadable(answer) : answer,
  ),
  read('wants-no-escapes', 'reads no escapes', ['answerForm'], (answer) =>
    /\\u5c71/i.test(answer.body) ? unreadable(answer) : answer,
  ),
  read('wants-its-order', 'reads members in one order only', ['answerForm'], (answer) =>
    answer.status < 300 && answer.body.startsWith('{"duration"') ? unreadable(answer) : answer,
  ),
  {
    ...read('wants-its-members', 'fails at a member that it does not know', ['answerForm'], (answer) =>
      answer.body.includes('"score"') ? unreadable(answer) : answer,
    ),
    calls: ['addActivity', 'activities', 'enrichedActivities'],
  },
  {
    ...{
      id: 'twentieth',
      defect: 'fails at the 20th call of a client',
      place: 'call',
      rules: ['clients'],
      calls: all,
    },
    hooks: () => {
      const count = new Map<string, number>();
      return {
        call: (args, run, { client: { name } }) => {
          count.set(name, (count.get(name) ?? 0) + 1);
          return count.get(name) === 20 ? Promise.reject(new Error('too many connections')) : run(args);
        },
      };
    },
  },
  {
    ...{ id: 'nameless-at-times', defect: 'names the SDK in some requests only', place: 'request' },
    ...{ rules: ['wireForm', 'clientHeader'], calls: all },
    hooks: () => {
      let count = 0;
      return {
        send: (request, send) => {
          count += 1;
          const { 'x-stream-client': name = '', ...headers } = request.headers;
          return send({ ...request, headers: count % 7 > 3 ? headers : { ...headers, 'x-stream-client': name } });
        },
      };
    },
  },
  {
    ...{ id: 'gives-up', defect: 'sends nothing after ten refusals in a row', place: 'call', calls: all },
    rules: ['clients', 'retries'],
    hooks: () => {
      const refusals = new Map<string, number>();
      return {
        call: async (args, run, { client: { name } }) => {
          const before = refusals.get(name) ?? 0;
          if (before >= 10) throw Object.assign(new Error('given up'), { status: 404, code: 16 });
          try {
            const value = await run(args);
            refusals.set(name, 0);
            return value;
          } catch (error) {
            if ((error as Fault).status !== 500) refusals.set(name, before + 1);
            throw error;
          }
        },
      };
    },
  },
];
