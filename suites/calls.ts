import type { OperationId } from '../spec/contract.js';
import type { CallArguments, CallName } from '../runners/protocol/messages.js';

/** The calls about one user that send a request, in the order of tables. */
export const userCalls = ['create', 'getOrCreate', 'get', 'profile', 'update', 'delete', 'setUser'] as const;
export type UserCall = (typeof userCalls)[number];

/** Which operation of the API each call is. */
export const operationOf = {
  create: 'addUser',
  getOrCreate: 'addUser',
  get: 'getUser',
  profile: 'getUser',
  update: 'updateUser',
  delete: 'deleteUser',
  setUser: 'addUser',
} as const satisfies Record<UserCall, OperationId>;

/** The operation of any call; none of one that sends no request. */
export function requestOf(call: CallName, { enriched }: CallArguments): OperationId | undefined {
  if (isUserCall(call)) return operationOf[call];
  if (call === 'activities') return enriched ? 'getEnrichedFeed' : 'getFeed';
  return call === 'addActivity' ? call : undefined;
}

/** Calls that only succeed when the user is stored. */
export const needsUser = (call: UserCall): boolean => ['get', 'profile', 'update', 'delete'].includes(call);

/** Calls that change what is stored, or may. */
export const writes = (call: UserCall): boolean => !['get', 'profile'].includes(call);

/** Calls that give the application a user. */
export const givesUser = (call: UserCall): boolean => call !== 'delete';

export const isUserCall = (call: CallName): call is UserCall => (userCalls as readonly CallName[]).includes(call);

/** As sentences have it: `get-or-create`. */
export const inWords = (call: CallName): string => call.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
