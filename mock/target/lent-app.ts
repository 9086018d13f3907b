import type { Socket } from 'node:net';

import pLimit from 'p-limit';

import { stringifyJson } from '../../spec/json.js';

import { answerCall } from '../api/answer.js';
import type { Call } from '../contract/call.js';
import { checked } from '../control/checks.js';
import { createControl, type MockControl, type ShownUser, type State } from '../control/control.js';
import { DeploymentFault, NeedsControl, whole } from '../store/refusals.js';
import type { Reply } from '../http/reply.js';
import type { Request } from '../http/request.js';
import type { App } from '../store/apps.js';
import type { UserPage } from '../store/users.js';
import { type Deployment, NoAnswer } from './deployment.js';
import { AnswerJudge } from './judge.js';

/** A client has to wait longer than this for an answer; a deployment that takes longer is none that SDKs are tested on. */
const slowMs = 2_000;

/**
 * The one app of a deployment: it is lent to one behaviour after the other. Each knows it by a key of its own, by
 * which its requests are told apart, and finds it without the users that it is going to speak of. What it should hold is
 * kept as a mock keeps it, and controlled as a mock is: here is what that takes of the deployment besides. What only a
 * mock can do is a `NeedsControl`, and what the deployment refuses a `DeploymentFault`.
 */
export function lendApp(state: State, deployment: Deployment) {
  const { apps } = state;
  /** What the deployment should hold. */
  const expected = createControl(state);
  /** Ids that the API has; no other can be cleaned away, and none has to be. */
  const validId = new RegExp(state.contract.userIdPattern);
  /** Of the answers to the requests of each app; it goes with the app. */
  const judges = new WeakMap<App, AnswerJudge>();
  /** Whose each user is: the key of the behaviour that spoke of it last. */
  const owners = new Map<string, string>();
  /** One thing after the other, so that what an answer should be does not depend on chance. */
  const inTurn = pLimit(1);

  function judgeOf(app: App | null): AnswerJudge {
    const judge = (app && judges.get(app)) ?? new AnswerJudge();
    if (app) judges.set(app, judge);
    return judge;
  }

  function judgeUser(key: string, id: string, actual: ShownUser | null): void {
    const [due = null] = expected.users(key, id);
    const findings = judgeOf(apps.find(key)).judgeUser(due, actual);
    if (findings.length > 0) throw new DeploymentFault(findings.map(({ message }) => message).join(' '));
  }

  /** Before a behaviour speaks of a user for the first time, there is none. */
  async function claim(key: string, userId: string, signal?: AbortSignal): Promise<void> {
    if (!apps.has(key) || !validId.test(userId) || owners.get(userId) === key) return;
    const left = await deployment.get(userId, signal);
    // Under another id it is the deployment's mistake, and for the SDK's request to find.
    if (left?.id === userId) await deployment.remove(userId, signal);
    owners.set(userId, key);
  }

  function ownedBy(key: string): string[] {
    return [...owners].flatMap(([id, owner]) => (owner === key ? [id] : []));
  }

  /**
   * The users that the deployment holds, of those that the behaviour spoke of.
   * @throws {DeploymentFault} when it holds others than it should
   */
  async function heldBy(key: string): Promise<ShownUser[]> {
    apps.find(key);
    return inTurn(async () => {
      const held: ShownUser[] = [];
      for (const id of ownedBy(key)) {
        const user = await deployment.get(id);
        judgeUser(key, id, user);
        if (user) held.push(user);
      }
      return held;
    });
  }

  async function pass(call: Call, signal: AbortSignal): Promise<Reply> {
    const { request, resource, app } = call;
    const { key, method, rawHeaders, body } = request;
    // It was forgotten while the request waited, and nobody would own what the deployment made of it.
    if (app && apps.get(key) !== app) return answerCall(call);
    for (const id of usersOf(call)) await claim(key, id, signal);
    const due = resource ? answerCall(call) : null;
    const target = app ? withKey(request, deployment.app.key) : request.target;
    const judge = judgeOf(app);
    const answer = judge.own(call, await deployment.send({ method, target, rawHeaders, body }, signal));
    call.answerFaults.push(...judge.judge(call, answer, due));
    return answer;
  }

  /**
   * Answers a call with what the deployment answers, and records what is wrong with that by the contract and by its own
   * logic; `null` when there is no answer. The request is passed on as it is, but for the app's key and what `send`
   * leaves out, and the answer is without the activities that others left. What cannot be passed on as it is never
   * reaches the deployment: the contract's own logic answers it, as a mock's does. What nobody waits for any more is
   * given up, and keeps nobody else waiting.
   */
  async function answer(call: Call, connection: Socket): Promise<Reply | null> {
    const { request, app, answerFaults } = call;
    if (!canBePassedOn(request)) return answerCall(call);
    return inTurn(async () => {
      if (connection.destroyed) return null;
      const startedMs = performance.now();
      const given = new AbortController();
      const giveUp = (): void => given.abort();
      connection.once('close', giveUp);
      try {
        return await pass(call, given.signal);
      } catch (error) {
        if (given.signal.aborted) {
          // What was to be written is there, or is not, or comes later still: what the app should hold cannot be told from
          // here on. Its users are cleaned away as ever, and one that came after that by whoever speaks of it next.
          if (request.method !== 'GET') judgeOf(app).knowsState = false;
          const waitedMs = performance.now() - startedMs;
          // Sooner, it is the client's doing.
          if (waitedMs < slowMs) return null;
          const message = `The deployment answered nothing in ${(waitedMs / 1000).toFixed(1)} s, and the client gave up.`;
          answerFaults.push({ id: 'answer/none', location: 'response', message });
          return null;
        }
        const cause = error instanceof Error ? error.message : String(error);
        const what = error instanceof NoAnswer ? 'answered nothing' : 'could not be brought to answer';
        // A cause may be a sentence of its own.
        const message = `The deployment ${what}: ${cause.replace(/\.$/, '')}.`;
        answerFaults.push({ id: 'answer/none', location: 'response', message });
        return null;
      } finally {
        connection.off('close', giveUp);
      }
    });
  }

  const control: MockControl = {
    ...expected,
    createApp: async (seed = {}) => {
      if (Object.keys(seed).length > 0) throw new NeedsControl('to have a second app');
      return expected.createApp({ secret: deployment.app.secret });
    },
    seedUsers: async (key, seeds) => {
      const { users } = checked('users', { users: seeds }, 'the users');
      if (users.some((user) => Object.keys(user).some((name) => name !== 'id' && name !== 'data'))) {
        throw new NeedsControl('to give users counts and moments');
      }
      const { users: due } = apps.find(key);
      await inTurn(async () => {
        for (const user of users) {
          await claim(key, user.id);
          // A seed replaces what is there.
          if (due.delete(user.id)) await deployment.remove(user.id);
          expected.seedUsers(key, [user]);
          judgeUser(key, user.id, await deployment.add(user));
        }
      });
    },
    users: async (key, which) => selected(await heldBy(key), which),
    usersText: async (key, which) => {
      const held = await heldBy(key);
      return stringifyJson({ users: selected(held, which), total: held.length });
    },
    deleteApp: async (key) => whole(key, await control.forgetApp(key)),
    /** Removes the users that the behaviour may have left. Whichever stay, the app is gone: others come after it. */
    forgetApp: (key) =>
      inTurn(async () => {
        apps.find(key);
        const failures: unknown[] = [];
        for (const id of ownedBy(key)) {
          await deployment.remove(id).catch((error: unknown) => failures.push(error));
          owners.delete(id);
        }
        const last = expected.forgetApp(key);
        if (failures.length > 0) throw failures[0];
        return last;
      }),
    injectFault: async () => {
      throw new NeedsControl('to have an answer of its own making');
    },
  };
  return { control, answer };
}

function selected(users: ShownUser[], which: string | UserPage = {}): ShownUser[] {
  if (typeof which === 'string') return users.filter(({ id }) => id === which);
  const { offset = 0, limit = Infinity } = which;
  return users.slice(offset, offset + limit);
}

/** A tunnel is asked of this server; what HTTP refuses would be mended on its way, and a cut body be another. */
function canBePassedOn({ method, refusal, bodyCut }: Request): boolean {
  return method !== 'CONNECT' && !refusal && !bodyCut;
}

/** The target with another key in the place of its own; all else, and how it is written, stays as it was sent. */
function withKey({ target, query, key }: Request, other: string): string {
  const parts = query.split(/(?=&)/).map((part) => {
    const [[name, value] = []] = new URLSearchParams(part);
    const isOwn = name === 'api_key' && value === key;
    return isOwn ? `${part.slice(0, part.indexOf('='))}=${encodeURIComponent(other)}` : part;
  });
  return target.slice(0, target.length - query.length) + parts.join('');
}

/** The ids of the users that a call speaks of. */
function usersOf({ operation, userId, body }: Call): string[] {
  if (operation !== 'addActivity') return userId === '' ? [] : [userId];
  const { actor, object } = (body ?? {}) as { actor?: unknown; object?: unknown };
  return [actor, object].filter((one) => typeof one === 'string').map((one) => one.replace(/^SU:/, ''));
}
