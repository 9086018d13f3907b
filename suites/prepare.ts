import type { Given } from './behaviour.js';
import { type ApiCall, isFeedCall, needsUser, reads } from './calls.js';
import type { App } from './mock-app.js';
import type { Sdk } from './sdk.js';

/** Whom a call is made for. */
interface Subject {
  /** One that may write the user. */
  client: Sdk;
  id: string;
  data: Record<string, unknown>;
  /** Of the client, where it is not that of the behaviour. */
  app?: App;
}

/**
 * Brings about what a call needs to succeed, and what it gives where it reads: users with their data, each with the
 * activity in its feed that stands for the data where feeds are read. See `toGiveOf`.
 */
export async function prepare({ mock, expect }: Given, call: ApiCall, ...subjects: Subject[]): Promise<void> {
  if (needsUser(call) || call === 'enrichedActivities') {
    const [own, others] = [subjects.filter(({ app = mock.app }) => app === mock.app), new Set(subjects)];
    for (const subject of own) others.delete(subject);
    if (own.length > 0) await mock.holds(...own.map(({ id, data }) => ({ id, data })));
    for (const { app, id, data } of others) await mock.holdsIn(app!, { id, data });
  }
  if (!isFeedCall(call) || !reads(call)) return;
  for (const { client, id, data } of subjects) await expect(client.call('addActivity', id, data)).toSucceed();
}
