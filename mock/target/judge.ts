import { isDeepStrictEqual } from 'node:util';

import type { Finding } from '../../spec/exchange.js';
import { isObject, stringifyJson } from '../../spec/json.js';

import { type Call, quote } from '../contract/call.js';
import { judgeReply } from '../contract/judge.js';
import type { ShownUser } from '../control/control.js';
import { bodyOf, type Reply } from '../http/reply.js';

type Body = Record<string, unknown>;

/**
 * Judges the answers of a deployment to the requests of one behaviour, in order. There are two referees: Prism, which
 * holds an answer to the statuses and schemas of its operation, and the logic of the mock, which has seen the same
 * requests and knows what the answer should be.
 */
export class AnswerJudge {
  /** Each user as it was last: by the contract's logic, and as the deployment gave it. */
  readonly #users = new Map<string, Record<'expected' | 'actual', Body>>();
  /** Ids of the activities that the behaviour added. */
  readonly #activities = new Set<unknown>();
  /** What the deployment should hold can be told; once it cannot, an answer is held to statuses and schemas alone. */
  knowsState = true;

  /**
   * The answer without the activities that others left: the contract has no call that removes one, so that a deployment
   * keeps them, and every behaviour speaks of the same feeds.
   */
  own({ operation }: Call, answer: Reply): Reply {
    const body = bodyOf(answer) as { id?: unknown; results?: unknown } | undefined;
    if (operation === 'addActivity' && answer.status === 201) this.#activities.add(body?.id);
    if (!operation?.endsWith('Feed') || !Array.isArray(body?.results)) return answer;
    const all = body.results as { id?: unknown }[];
    const own = all.filter(({ id }) => this.#activities.has(id));
    // Bytes stay as they came where nothing is left out.
    if (own.length === all.length) return answer;
    return { ...answer, content: stringifyJson({ ...body, results: own }) };
  }

  /**
   * Why the contract forbids an answer; empty when it does not.
   * @param expected By the contract's own logic; `null` when the request is none of the contract's.
   */
  judge({ resource }: Call, answer: Reply, expected: Reply | null): Finding[] {
    if (!resource || !expected) return [];
    const findings = judgeReply(resource, answer);
    if (!this.knowsState) return findings;
    const [due, said] = [describe(expected), describe(answer)];
    if (said !== due) return [another('response.status', due, said), ...findings];
    return [...findings, ...this.#compareBodies(bodyOf(expected), bodyOf(answer))];
  }

  /** The same of a user that was read past the SDK; `null` where there is none. */
  judgeUser(expected: ShownUser | null, actual: ShownUser | null): Finding[] {
    if (!this.knowsState) return [];
    if (expected && actual) return this.#compareUsers({ ...expected }, { ...actual });
    if (!expected && !actual) return [];
    const message = expected
      ? `The contract says that it holds the user ${quote(expected.id)}; the deployment does not.`
      : `The contract says that it does not hold the user ${quote(actual?.id)}; the deployment does.`;
    return [{ id: 'answer/stored', location: 'response', message }];
  }

  #compareBodies(expected: unknown, actual: unknown): Finding[] {
    if (!isObject(expected) || !isObject(actual)) return [];
    if ('created_at' in expected) return this.#compareUsers(expected, actual);
    if ('actor' in expected) return this.#compareActivities(expected, actual);
    const { results: due } = expected;
    const { results: given } = actual;
    if (!Array.isArray(due) || !Array.isArray(given)) return [];
    if (due.length !== given.length) {
      return [another('response.body.results', `${due.length} activities`, String(given.length))];
    }
    return due.flatMap((activity, index) => this.#compareBodies(activity, given[index]));
  }

  /** Its id and its time are each server's own. */
  #compareActivities(expected: Body, actual: Body): Finding[] {
    return ['actor', 'verb', 'object'].flatMap((name) => {
      const [due, given] = [expected[name], actual[name]];
      if (!isUser(due) || !isUser(given)) return compareMember(name, due, given);
      const [members, others] = [due, given].map((user) => quote(Object.keys(user).sort()));
      const findings = this.#compareUsers(due, given);
      return members === others
        ? findings
        : [another(`response.body.${name}`, `the members ${members ?? ''}`, others ?? ''), ...findings];
    });
  }

  /** What stays by the contract stays, and what moves moves. */
  #compareUsers(expected: Body, actual: Body): Finding[] {
    const findings = ['id', 'data'].flatMap((name) => compareMember(name, expected[name], actual[name]));
    const id = String(expected['id']);
    const before = this.#users.get(id);
    this.#users.set(id, { expected, actual });
    if (!before) return findings;
    for (const name of ['created_at', 'updated_at'] as const) {
      const stays = before.expected[name] === expected[name];
      if (stays === (before.actual[name] === actual[name])) continue;
      const was = quote(before.actual[name]);
      const message = stays
        ? `The contract says that it stays ${was}; the deployment answered ${quote(actual[name])}.`
        : `The contract says that it moves; the deployment answered ${was} again.`;
      findings.push({ id: `answer/${name.replace('_', '-')}`, location: `response.body.${name}`, message });
    }
    return findings;
  }
}

function describe(reply: Reply): string {
  const body = bodyOf(reply);
  const code = reply.status >= 400 && isObject(body) ? body['code'] : undefined;
  return code === undefined ? String(reply.status) : `${reply.status} with code ${quote(code)}`;
}

function compareMember(name: string, expected: unknown, actual: unknown): Finding[] {
  const location = `response.body.${name}`;
  return isDeepStrictEqual(actual, expected) ? [] : [another(location, quote(expected), quote(actual))];
}

function another(location: string, due: string, given: string): Finding {
  const message = `The contract says ${due} here; the deployment answered ${given}.`;
  return { id: `answer/${location.slice(location.lastIndexOf('.') + 1)}`, location, message };
}

/** An activity has an id as well, and no created_at. */
function isUser(value: unknown): value is Body {
  return isObject(value) && 'created_at' in value;
}
