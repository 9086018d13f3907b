/** The users API in JavaScript, on a server: the `getstream` package with the app's secret. */
import { connect as connectStream } from 'getstream';

/** Makes a client for the app `apiKey`; `urlOverride` sends it to another server than the vendor's. */
export function connect(baseUrl, apiKey, secret) {
  return connectStream(apiKey, secret, undefined, { urlOverride: { api: `${baseUrl}/api/` } });
}

/** Adds a user; an id that is taken is an error. */
export function createUser(client, userId, data) {
  return client.user(userId).create(data);
}

/** Adds a user, or returns the one that is there. */
export function getOrCreateUser(client, userId, data) {
  return client.user(userId).getOrCreate(data);
}

/** Retrieves a user. */
export function getUser(client, userId) {
  return client.user(userId).get();
}

/** Retrieves a user with its follow counts. */
export function getProfile(client, userId) {
  return client.user(userId).profile();
}

/** Replaces a user's data. */
export function updateUser(client, userId, data) {
  return client.user(userId).update(data);
}

/** Deletes a user. */
export function deleteUser(client, userId) {
  return client.user(userId).delete();
}

/** Returns the text by which activities refer to a user; makes no request. */
export function userReference(client, userId) {
  return client.user(userId).ref();
}

/** Adds an activity to a user's own feed: what the user does to another. */
export function addActivity(client, userId, verb, objectId) {
  return client.feed('user', userId).addActivity({ actor: client.user(userId), verb, object: client.user(objectId) });
}

/** Reads a user's own feed, newest first; enriched, with users in the places of their references. */
export async function readFeed(client, userId, enrich) {
  const { results } = await client.feed('user', userId).get({ enrich });
  return results;
}
