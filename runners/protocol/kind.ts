import type { CallName, CallValue } from './messages.js';

const kinds = {
  user: 'a user',
  reference: 'a reference',
  activity: 'an activity',
  activities: 'a list of activities',
} as const;

/** What a call yields, as sentences have it. */
export type Kind = (typeof kinds)[keyof typeof kinds] | 'null';

/** What a value is; it is in the schema, and so has one member. */
export function kindOf(value: CallValue): Kind {
  return value === null ? 'null' : kinds[Object.keys(value)[0] as keyof typeof kinds];
}

/** What a call is to yield. */
export function kindDue(call: CallName): Kind {
  switch (call) {
    case 'delete':
      return 'null';
    case 'reference':
      return kinds.reference;
    case 'addActivity':
      return kinds.activity;
    case 'activities':
      return kinds.activities;
    default:
      return kinds.user;
  }
}
