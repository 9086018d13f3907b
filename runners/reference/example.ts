import type { ApiActivity, ApiUser, Client } from './client.js';

/** Adds a user. Fails when the id is taken. */
export function create(client: Client, userId: string, data?: unknown): Promise<ApiUser> {
  return client.addUser(userId, data);
}

/** Adds a user, or returns the one that is there. */
export function getOrCreate(client: Client, userId: string, data?: unknown): Promise<ApiUser> {
  return client.addUser(userId, data, { getOrCreate: true });
}

/** Retrieves a user. */
export function get(client: Client, userId: string): Promise<ApiUser> {
  return client.getUser(userId);
}

/** Retrieves a user with the numbers of its followers and followings. */
export function profile(client: Client, userId: string): Promise<ApiUser> {
  return client.getUser(userId, { withFollowCounts: true });
}

/** Replaces a user's data. */
export function update(client: Client, userId: string, data?: unknown): Promise<ApiUser> {
  return client.updateUser(userId, data);
}

/** Deletes a user. */
export function remove(client: Client, userId: string): Promise<void> {
  return client.deleteUser(userId);
}

/** The text that refers to a user in an activity. */
export function reference(userId: string): string {
  return `SU:${userId}`;
}

/** Adds an activity of a user to the user's own feed: what the user does to another. */
export function addActivity(client: Client, userId: string, verb: string, objectId: string): Promise<ApiActivity> {
  return client.addActivity({ slug: 'user', userId }, { actor: reference(userId), verb, object: reference(objectId) });
}

/** Reads a user's own feed; enriched, with users in the places of their references. */
export function activities(client: Client, userId: string, enriched: boolean): Promise<ApiActivity[]> {
  return client.getActivities({ slug: 'user', userId }, { enriched });
}

/** Gets or creates the user that the token names. */
export function setUser(client: Client, data?: unknown): Promise<ApiUser> {
  return client.addUser(client.tokenUserId(), data, { getOrCreate: true });
}
