import type { OperationId } from '../spec/contract.js';
import type { CallArguments, CallName } from '../runners/protocol/messages.js';

/**
 * The calls that send a request, in the order of tables, and which operation of the API each is. Reading a feed plain and
 * enriched are two. What stands here is in every table: one that gives each call an id does not compile without it.
 */
export const operationOf = {
  create: 'addUser',
  getOrCreate: 'addUser',
  get: 'getUser',
  profile: 'getUser',
  update: 'updateUser',
  delete: 'deleteUser',
  setUser: 'addUser',
  addActivity: 'addActivity',
  activities: 'getFeed',
  enrichedActivities: 'getEnrichedFeed',
} as const satisfies Record<string, OperationId>;
export type ApiCall = keyof typeof operationOf;
export const apiCalls = Object.keys(operationOf) as ApiCall[];

/** Calls about an activity or a feed. */
const feedCalls = ['addActivity', 'activities', 'enrichedActivities'] as const satisfies readonly ApiCall[];
export type FeedCall = (typeof feedCalls)[number];
/** Calls about one user. */
export type UserCall = Exclude<ApiCall, FeedCall>;
export const isFeedCall = (call: ApiCall): call is FeedCall => (feedCalls as readonly ApiCall[]).includes(call);
export const userCalls = apiCalls.filter((call): call is UserCall => !isFeedCall(call));

/** Which of them a call of the protocol is; none when it sends no request. */
export function callOf({ call, args }: { call: CallName; args: CallArguments }): ApiCall | undefined {
  if (call === 'activities' && args.enriched) return 'enrichedActivities';
  return call === 'reference' ? undefined : call;
}

/** What the protocol names it. */
export const protocolCall = (call: ApiCall | CallName): CallName =>
  call === 'enrichedActivities' ? 'activities' : call;

/** Calls that only succeed when the user is stored. */
export const needsUser = (call: ApiCall): boolean => ['get', 'profile', 'update', 'delete'].includes(call);

/** Calls that change what is stored, or may. */
export const writes = (call: ApiCall): boolean => !operationOf[call].startsWith('get');

/** Calls that give what is stored already, whatever they are given. */
export const reads = (call: ApiCall): boolean => !writes(call);

/** Calls about a user that give the application a user. */
export const givesUser = (call: ApiCall): boolean => !isFeedCall(call) && call !== 'delete';

/** What the API answers to success. */
export const successOf = (call: ApiCall): number => (reads(call) || call === 'delete' ? 200 : 201);

/** As sentences have it: `get-or-create`. */
export const inWords = (call: CallName | ApiCall): string =>
  call.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
