import { all, madeUp, naming, type Operator, writing } from '../operator.js';

/** SDKs that remember from call to call what they should forget. */
export const rememberingOperators: readonly Operator[] = [
  {
    ...{ id: 'alternates', defect: 'hides every other error', place: 'call', calls: all },
    rules: [
      'errorShape',
      'retries',
      'conflict',
      'unreadableAnswer',
      'errorSentence',
      'userId',
      'token',
      'dataIsObject',
    ],
    hooks: () => {
      let count = 0;
      return {
        call: async (args, run, { call }) => {
          try {
            return await run(args);
          } catch (error) {
            count += 1;
            if (count % 2 === 0) throw error;
            return madeUp(call, { userId: args.userId });
          }
        },
      };
    },
  },
  {
    ...{ id: 'third-fails', defect: 'fails every third time', place: 'call', calls: all },
    rules: [
      'retries',
      'retrieve',
      'dataFidelity',
      'userId',
      'clients',
      'delete',
      'updateReplaces',
      'createAnswers201',
      'getOrCreate',
      'setUser',
      'dataIsObject',
      'timestamps',
      'conflict',
    ],
    hooks: () => {
      let count = 0;
      return {
        call: (args, run) => {
          count += 1;
          return count % 3 === 0 ? Promise.reject(new Error('pool exhausted')) : run(args);
        },
      };
    },
  },
  {
    ...{ id: 'previous-arguments', defect: 'sends the data of the call before', place: 'call', calls: writing },
    rules: [
      'dataFidelity',
      'clients',
      'updateReplaces',
      'createAnswers201',
      'getOrCreate',
      'setUser',
      'dataIsObject',
      'retries',
    ],
    hooks: () => {
      let last: unknown;
      return {
        args: (args) => {
          const data = last === undefined ? args.data : last;
          last = args.data;
          return { ...args, data };
        },
      };
    },
  },
  {
    ...{ id: 'first-id', defect: 'acts on the user of the first call', place: 'call', calls: naming },
    rules: ['userId', 'clients', 'retrieve', 'dataFidelity', 'retries'],
    hooks: () => {
      let first: string | undefined;
      return { args: (args) => ({ ...args, userId: (first ??= args.userId) }) };
    },
  },
  {
    ...{
      id: 'shared-arguments',
      defect: 'sends what the last of several calls at once was given',
      place: 'call',
      calls: writing,
    },
    rules: ['clients', 'dataFidelity', 'retries', 'getOrCreate', 'setUser'],
    hooks: () => {
      let shared: unknown;
      return {
        call: async (args, run) => {
          shared = args.data;
          await new Promise((resolve) => setImmediate(resolve));
          return run({ ...args, data: shared });
        },
      };
    },
  },
  {
    ...{
      id: 'shared-ids',
      defect: 'asks for the user of the last of several calls at once',
      place: 'call',
      calls: naming,
    },
    rules: ['clients', 'retrieve', 'retries', 'conflict'],
    hooks: () => {
      let shared = '';
      return {
        call: async (args, run) => {
          shared = args.userId;
          await new Promise((resolve) => setImmediate(resolve));
          return run({ ...args, userId: shared });
        },
      };
    },
  },
];
