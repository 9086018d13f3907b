import { parseJson, stringifyJson } from '../../spec/json.js';

import type { Call } from '../contract/call.js';
import type { App } from '../store/apps.js';
import { parseMoment } from '../store/clock.js';
import { membersReply, type Reply, userMembers } from './reply.js';

const defaultLimit = 25;

/** Members of an activity that are the API's, and refer to nobody. */
const ownMembers = new Set(['id', 'verb', 'foreign_id', 'time']);

/** Adds an activity, with references as they are. */
export function addActivity({ text, path, request }: Call, { feeds }: App): Reply {
  const given = parseJson(text, { asWritten: true }) as Record<string, unknown>;
  const stamp = feeds.stamp();
  const { time = stamp.time, foreign_id: foreignId = '' } = given;
  const activity = stringifyJson({ ...given, id: stamp.id, foreign_id: foreignId, time });
  const at = parseMoment(`${String(time).replace(/Z$/, '')}Z`) ?? stamp.at;
  feeds.add(feedOf(path), { at, text: activity });
  return membersReply(201, activity.slice(1, -1), request);
}

/** Reads a part of a feed. */
export function readFeed({ operation, path, query, request }: Call, app: App): Reply {
  const [offset, limit] = [Number(query['offset'] ?? 0), Number(query['limit'] ?? defaultLimit)];
  const { texts, more } = app.feeds.read(feedOf(path), offset, limit);
  const results = operation === 'getEnrichedFeed' ? texts.map((text) => enrich(text, app)) : texts;
  const next = new URLSearchParams({ api_key: request.key, limit: String(limit), offset: String(offset + limit) });
  const nextTarget = more ? `${request.path}?${next.toString()}` : '';
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
