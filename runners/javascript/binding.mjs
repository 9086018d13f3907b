/**
 * Joins the package `getstream` to the driver protocol. Which credential it takes, and whether it has `setUser`, is
 * told by the exports of the example beside it: `connect` takes a secret, `connectUser` a user token.
 */
import { serve } from './kit.mjs';
import { createRequire } from 'node:module';
import * as example from './example.mjs';

const { name, version } = createRequire(import.meta.url)('getstream/package.json');

const calls = {
  create: (client, { userId, data }) => example.createUser(client, userId, data),
  getOrCreate: (client, { userId, data }) => example.getOrCreateUser(client, userId, data),
  get: (client, { userId }) => example.getUser(client, userId),
  profile: (client, { userId }) => example.getProfile(client, userId),
  update: (client, { userId, data }) => example.updateUser(client, userId, data),
  delete: (client, { userId }) => example.deleteUser(client, userId),
  reference: (client, { userId }) => example.userReference(client, userId),
  addActivity: (client, { userId, activity }) => example.addActivity(client, userId, activity.verb, activity.object),
  activities: (client, { userId, enriched }) => example.readFeed(client, userId, enriched),
};
// It is given no user: the SDK takes it from the token.
if (example.setUser) calls.setUser = (client, { data }) => example.setUser(client, data);

const withSecret = {
  credentials: ['secret'],
  connect: ({ baseUrl, apiKey, secret }) => example.connect(baseUrl, apiKey, secret),
};
const withUserToken = {
  credentials: ['userToken'],
  connect: ({ baseUrl, apiKey, userToken }) => example.connectUser(baseUrl, apiKey, userToken),
};

serve({
  sdk: { name, version },
  ...(example.connectUser ? withUserToken : withSecret),
  calls,
  // `full` is the user as the API returned it. The SDK's own `id` is only what the application asked for.
  user: ({ full = {}, data }) => ({
    id: full.id,
    data,
    createdAt: full.created_at,
    updatedAt: full.updated_at,
    followersCount: full.followers_count,
    followingCount: full.following_count,
  }),
  activity: ({ id, actor, verb, object }) => ({ id, actor, verb, object }),
  // `error.error` is the API's error body: text, not an object, when the server did not answer JSON.
  error: (error) => ({ status: error.response?.status, code: error.error?.code }),
});
