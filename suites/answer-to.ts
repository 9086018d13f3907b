import { activityOf } from '../fixtures/activities.js';
import { type ApiCall, givesUser, isFeedCall, reads } from './calls.js';

const moment = '2018-04-06T09:56:15.833318';
const duration = '4ms';

/** What the API answers to a call of a user with this data when all is well: what `toGiveOf` looks for. */
export function answerTo(call: ApiCall, { id, data }: { id: string; data: unknown }): Record<string, unknown> {
  if (call === 'delete') return { duration };
  const stored = { id, data, created_at: `${moment}Z`, updated_at: `${moment}Z` };
  const counts = call === 'profile' ? { followers_count: 3, following_count: 5 } : {};
  if (givesUser(call)) return { ...stored, ...counts, duration };
  const { verb, object } = activityOf(data);
  const activity = {
    ...{ id: 'b6cdb1c0-3a1f-11e8-8000-0242ac120002', actor: call === 'enrichedActivities' ? stored : `SU:${id}`, verb },
    ...{ object: `SU:${object}`, foreign_id: '', time: moment },
  };
  return isFeedCall(call) && reads(call) ? { results: [activity], next: '', duration } : { ...activity, duration };
}
