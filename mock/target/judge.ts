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
      return [...findings, ...compareUsers(expected.body, answer.body, moments)];
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

function compareUsers(expected: unknown, actual: unknown, moments: Map<string, Moments>): Finding[] {
  if (!isRecord(expected) || !isRecord(actual)) return [];
  // An activity has an id as well, which every server makes up for itself.
  if (typeof expected['id'] !== 'string' || !('created_at' in expected)) return [];
  const findings: Finding[] = [];
  for (const name of ['id', 'data'] as const) {
    if (isDeepStrictEqual(actual[name], expected[name])) continue;
    const message = `The contract says ${quote(expected[name])} here; the deployment answered ${quote(actual[name])}.`;
    findings.push({ id: `answer/${name}`, location: `response.body.${name}`, message });
  }
  const before = moments.get(expected['id']);
  const now: Moments = { expected: stampsOf(expected), actual: stampsOf(actual) };
  moments.set(expected['id'], now);
  return before ? [...findings, ...compareMoments(before, now)] : findings;
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

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
