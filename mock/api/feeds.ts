import { randomBytes } from 'node:crypto';

import { parseJson, stringifyJson } from '../../spec/json.js';

import type { Call } from '../contract/call.js';
import type { App } from '../store/apps.js';
import { createClock, formatMoment, type Microseconds, parseMoment } from '../store/clock.js';
import { membersReply, type Reply, userMembers } from './reply.js';

/** Between the epoch of UUIDs (1582-10-15) and that of Unix, in units of 100 ns. */
const uuidEpoch = 0x01b21dd213814000n;

/** An activity as it is kept: JSON text, with every number as it was given. */
interface StoredActivity {
  /** Orders the feed. */
  at: Microseconds;
  text: string;
}

/** The feeds of one app, by slug and user. */
export class FeedStore extends Map<string, StoredActivity[]> {
  readonly now = createClock();
  readonly #node = randomBytes(6).toString('hex');

  /** A UUID of version 1, which says when it was made. */
  idAt(moment: Microseconds): string {
    const time = (BigInt(moment) * 10n + uuidEpoch).toString(16).padStart(15, '0');
    return `${time.slice(7)}-${time.slice(3, 7)}-1${time.slice(0, 3)}-8000-${this.#node}`;
  }
}

const defaultLimit = 25;

/** Members of an activity that are the API's, and refer to nobody. */
const ownMembers = new Set(['id', 'verb', 'foreign_id', 'time']);

/** Adds an activity, with references as they are. */
export function addActivity({ text, path, request }: Call, { feeds }: App): Reply {
  const given = parseJson(text, { asWritten: true }) as Record<string, unknown>;
  const now = feeds.now();
  const { time = formatMoment(now).slice(0, -1), foreign_id: foreignId = '' } = given;
  const activity = stringifyJson({ ...given, id: feeds.idAt(now), foreign_id: foreignId, time });
  const at = parseMoment(`${String(time).replace(/Z$/, '')}Z`) ?? now;
  const feed = feedOf(path);
  const activities = feeds.get(feed) ?? [];
  activities.push({ at, text: activity });
  feeds.set(feed, activities);
  return membersReply(201, activity.slice(1, -1), request);
}

export function readFeed({ operation, path, query, request }: Call, app: App): Reply {
  const [offset, limit] = [Number(query['offset'] ?? 0), Number(query['limit'] ?? defaultLimit)];
  const newest = (app.feeds.get(feedOf(path)) ?? []).toReversed().sort((a, b) => b.at - a.at);
  const texts = newest.slice(offset, offset + limit).map(({ text }) => text);
  const results = operation === 'getEnrichedFeed' ? texts.map((text) => enrich(text, app)) : texts;
  const next = new URLSearchParams({ api_key: request.key, limit: String(limit), offset: String(offset + limit) });
  const nextTarget = newest.length > offset + limit ? `${request.path}?${next.toString()}` : '';
  return membersReply(200, `"results":[${results.join(',')}],"next":${JSON.stringify(nextTarget)}`, request);
}

function feedOf({ slug = '', feed_user: user = '' }: Record<string, string>): string {
  return `${slug}:${user}`;
}

/** An activity with its users in the places of their references. */
function enrich(text: string, app: App): string {
  const activity = parseJson(text, { asWritten: true }) as Record<string, unknown>;
  const members = Object.entries(activity).map(([name, value]) => [
    name,
    ownMembers.has(name) ? value : withUsers(value, app),
  ]);
  return stringifyJson(Object.fromEntries(members));
}

function withUsers(value: unknown, app: App): unknown {
  if (Array.isArray(value)) return value.map((item) => withUsers(item, app));
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, withUsers(member, app)]));
  }
  if (typeof value !== 'string' || !value.startsWith('SU:')) return value;
  const id = value.slice('SU:'.length);
  const user = app.users.get(id);
  if (user) return parseJson(`{${userMembers(id, user)}}`, { asWritten: true });
  return { id, error: 'ReferenceNotFound', reference: value, reference_type: 'user' };
}
