import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { packageRoot } from '../../spec/package-root.js';
import type { ActivityValue, CallArguments, CallName, CallValue, Client } from '../protocol/messages.js';
import { type ApiActivity, type ApiUser, createClient } from './client.js';
import * as example from './example.js';
import type { Send } from './http.js';

/** What a client can be asked for, each as the protocol names it. */
export type Operations = Record<CallName, (args: CallArguments) => Promise<CallValue>>;

const { version } = JSON.parse(readFileSync(join(packageRoot, 'package.json'), 'utf8')) as { version: string };

/** As in the hello. */
export const referenceSdk = { name: 'reference', version };

/**
 * The reference client behind the protocol's calls. A double with a defect wraps one of the operations, or gives a
 * `send` of its own that spoils what goes over the wire.
 */
export function createReferenceOperations(client: Client, options: { send?: Send } = {}): Operations {
  const { baseUrl, apiKey, secret, userToken } = client;
  const name = `${referenceSdk.name}-${referenceSdk.version}`;
  const sdk = createClient({ baseUrl, apiKey, secret, userToken, name, send: options.send });
  return {
    create: async ({ userId, data }) => toValue(await example.create(sdk, userId, data)),
    getOrCreate: async ({ userId, data }) => toValue(await example.getOrCreate(sdk, userId, data)),
    get: async ({ userId }) => toValue(await example.get(sdk, userId)),
    profile: async ({ userId }) => toValue(await example.profile(sdk, userId)),
    update: async ({ userId, data }) => toValue(await example.update(sdk, userId, data)),
    delete: async ({ userId }) => {
      await example.remove(sdk, userId);
      return null;
    },
    reference: ({ userId }) => Promise.resolve({ reference: example.reference(userId) }),
    setUser: async ({ data }) => toValue(await example.setUser(sdk, data)),
    addActivity: async ({ userId, activity: { verb, object } = { verb: '', object: '' } }) => ({
      activity: toActivity(await example.addActivity(sdk, userId, verb, object)),
    }),
    activities: async ({ userId, enriched = false }) => ({
      activities: (await example.activities(sdk, userId, enriched)).map(toActivity),
    }),
  };
}

/** Renames; what is absent stays absent, because JSON leaves `undefined` out. */
function toValue(user: ApiUser): CallValue {
  return {
    user: {
      id: user.id,
      data: user.data,
      createdAt: user.created_at,
      updatedAt: user.updated_at,
      followersCount: user.followers_count,
      followingCount: user.following_count,
    },
  };
}

const toActivity = ({ id, actor, verb, object }: ApiActivity): ActivityValue => ({ id, actor, verb, object });
