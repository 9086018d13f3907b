import type { ActivityValue, CallValue } from '../../runners/protocol/messages.js';
import type { Operator } from '../operator.js';

const feeds: Operator['calls'] = ['activities', 'enrichedActivities'];

/** Changes what an application is given of a feed. */
const inFeed =
  (change: (activities: ActivityValue[]) => ActivityValue[]): Operator['hooks'] =>
  () => ({
    value: (value: CallValue): CallValue =>
      value && 'activities' in value && value.activities ? { activities: change(value.activities) } : value,
  });

const keyOf = ({ actor, verb, object }: ActivityValue): string => JSON.stringify([actor, verb, object]);

/** SDKs that do with the list of a feed what the application did not ask for. */
export const feedOperators: readonly Operator[] = (
  [
    ['page-of-10', 'gives the first ten activities', (activities) => activities.slice(0, 10)],
    [
      'sorts-by-id',
      'sorts activities by their ids',
      (activities) => activities.toSorted((a, b) => String(a.id).localeCompare(String(b.id))),
    ],
    [
      'once-each',
      'leaves out activities that equal another',
      (activities) => [...new Map(activities.map((activity) => [keyOf(activity), activity])).values()],
    ],
  ] satisfies [id: string, defect: string, change: (activities: ActivityValue[]) => ActivityValue[]][]
).map(([id, defect, change]) => ({
  ...{ id, defect, place: 'answer', rules: ['feedOrder'], calls: feeds },
  hooks: inFeed(change),
}));
