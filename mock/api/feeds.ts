import { parseJson, stringifyJson } from '../../spec/json.js';

import type { Call } from '../contract/call.js';
import type { Reply } from '../http/reply.js';
import type { App } from '../store/apps.js';
import { formatMoment, parseMoment } from '../store/clock.js';
import { membersReply, userMembers } from './reply.js';

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
