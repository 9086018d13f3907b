import { jane, john } from '../fixtures/users.js';
import type { Sdk } from './sdk.js';

/** Two users, and a client that may write the first. */
interface Couple {
  client: Sdk;
  user: typeof john;
  friend: typeof john;
  /** What the first does to the second, as it is added. */
  follow: { actor: string; verb: string; object: string };
}

/** Users of their own for a client with each credential that the SDK takes for feeds. */
export const couplesOf = (sdk: Sdk): Couple[] =>
  sdk.actors('activities').map(({ client, userId: id }) => {
    const [user, friend] = [
      { ...john, id },
      { ...jane, id: `${id}-friend` },
    ];
    return { client, user, friend, follow: { actor: `SU:${id}`, verb: 'follow', object: `SU:${friend.id}` } };
  });
