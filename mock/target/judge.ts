import { isDeepStrictEqual } from 'node:util';

import type { IHttpOperation } from '@stoplight/types';

import type { Finding } from '../../spec/exchange.js';

import type { Reply } from '../api/reply.js';
import { quote } from '../contract/findings.js';
import { judgeReply } from '../contract/judge.js';
import type { ShownUser } from '../control/control.js';

/** Timestamps of one user: by the contract's logic, and as the deployment gave them. */
interface Moments {
  expected: Stamps;
  actual: Stamps;
}
type Stamps = Record<'created_at' | 'updated_at', unknown>;

/** Judges the answers of a deployment to the requests of one behaviour, in order. */
export interface AnswerJudge {
  /**
   * Why the contract forbids an answer; empty when it does not.
   * @param operation `null` when the request is none of the contract's: then there is nothing to judge by.
   * @param expected The answer by the contract's own logic.
   */
  judge(operation: IHttpOperation | null, answer: Reply, expected: Reply | null): Finding[];
  /** The same of a user that was read past the SDK; `null` where there is none. */
  judgeUser(expected: ShownUser | null, actual: ShownUser | null): Finding[];
}

/**
 * Two referees: Prism, which holds an answer to the statuses and schemas of its operation, and the logic of the mock,
 * which has seen the same requests and knows what the answer should be.
 */
export function createAnswerJudge(): AnswerJudge {
  const moments = new Map<string, Moments>();
  return {
    judge(operation, answer, expected) {
      if (!operation) return [];
      const findings = judgeReply(operation, answer);
      if (!expected) return findings;
      const said = describe(answer.statusCode, answer.body);
      const due = describe(expected.statusCode, expected.body);
      if (said !== due) {
        const message = `The contract says ${due} here; the deployment answered ${said}.`;
        return [{ id: 'answer/status', location: 'response.status', message }, ...findings];
      }
      return [...findings, ...compareBodies(expected.body, answer.body, moments)];
    },
    judgeUser(expected, actual) {
      if (expected && actual) return compareUsers({ ...expected }, { ...actual }, moments);
      if (!expected && !actual) return [];
      const message = expected
        ? `The contract says that it holds the user ${quote(expected.id)}; the deployment does not.`
        : `The contract says that it does not hold the user ${quote(actual?.id)}; the deployment does.`;
      return [{ id: 'answer/stored', location: 'response', message }];
    },
  };
}

function describe(status: number, body: unknown): string {
  const code = status >= 400 && isRecord(body) ? body['code'] : undefined;
  return code === undefined ? String(status) : `${status} with code ${quote(code)}`;
}

function compareBodies(expected: unknown, actual: unknown, moments: Map<string, Moments>): Finding[] {
  if (!isRecord(expected) || !isRecord(actual)) return [];
  if (isUser(expected)) return compareUsers(expected, actual, moments);
  if ('actor' in expected) return compareActivities(expected, actual, moments);
  const [due, given] = [expected['results'], actual['results']];
  if (!Array.isArray(due) || !Array.isArray(given)) return [];
  if (due.length !== given.length) return [another('results', `${due.length} activities`, `${given.length}`)];
  return due.flatMap((activity, index) => compareBodies(activity, given[index], moments));
}

/** Its id and its time are each server's own. */
function compareActivities(expected: Body, actual: Body, moments: Map<string, Moments>): Finding[] {
  return ['actor', 'verb', 'object'].flatMap((name) => {
    const [due, given] = [expected[name], actual[name]];
    if (!isUser(due) || !isUser(given)) return compareMember(name, due, given);
    const members = [due, given].map((user) => quote(Object.keys(user).sort()));
    const others = members[0] === members[1] ? [] : [another(name, `the members ${members[0]}`, `${members[1]}`)];
    return [...others, ...compareUsers(due, given, moments)];
  });
}

function compareUsers(expected: Body, actual: Body, moments: Map<string, Moments>): Finding[] {
  const findings = ['id', 'data'].flatMap((name) => compareMember(name, expected[name], actual[name]));
  const id = String(expected['id']);
  const before = moments.get(id);
  const now: Moments = { expected: stampsOf(expected), actual: stampsOf(actual) };
  moments.set(id, now);
  return before ? [...findings, ...compareMoments(before, now)] : findings;
}

function compareMember(name: string, expected: unknown, actual: unknown): Finding[] {
  return isDeepStrictEqual(actual, expected) ? [] : [another(name, quote(expected), quote(actual))];
}

function another(name: string, due: string, given: string): Finding {
  const message = `The contract says ${due} here; the deployment answered ${given}.`;
  return { id: `answer/${name}`, location: `response.body.${name}`, message };
}

/** What stays by the contract stays, and what moves moves. */
function compareMoments(before: Moments, now: Moments): Finding[] {
  return (['created_at', 'updated_at'] as const).flatMap((name) => {
    const stays = before.expected[name] === now.expected[name];
    const stayed = before.actual[name] === now.actual[name];
    if (stays === stayed) return [];
    const was = quote(before.actual[name]);
    const message = stays
      ? `The contract says that it stays ${was}; the deployment answered ${quote(now.actual[name])}.`
      : `The contract says that it moves; the deployment answered ${was} again.`;
    return { id: `answer/${name.replace('_', '-')}`, location: `response.body.${name}`, message };
  });
}

function stampsOf(user: Record<string, unknown>): Stamps {
  return { created_at: user['created_at'], updated_at: user['updated_at'] };
}

type Body = Record<string, unknown>;

/** An activity has an id as well, and no created_at. */
function isUser(value: unknown): value is Body & Stamps {
  return isRecord(value) && 'created_at' in value;
}

function isRecord(value: unknown): value is Body {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
