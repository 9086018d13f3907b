import { stringifyJson } from '../../spec/json.js';

import { answerCall } from '../api/answer.js';
import type { Reply } from '../api/reply.js';
import type { Call } from '../contract/call.js';
import { checked } from '../control/checks.js';
import type { Control, ServedControl, ShownUser } from '../control/control.js';
import { DeploymentFault, NeedsControl, whole } from '../control/refusals.js';
import type { Apps } from '../store/apps.js';
import type { UserPage } from '../store/users.js';
import { type Deployment, NoAnswer } from './deployment.js';
import { AnswerJudge } from './judge.js';

/**
 * The one app of a deployment: it is lent to one behaviour after the other. Each knows it by a key of its own, by
 * which its requests are told apart, and finds it without the users that it is going to speak of. What it should hold is
 * kept as a mock keeps it, and controlled as a mock is: here is what that takes of the deployment besides. What only a
 * mock can do is a `NeedsControl`, and what the deployment refuses a `DeploymentFault`.
 */
export class LentApp {
  readonly control: ServedControl;
  readonly #judges = new Map<string, AnswerJudge>();
  /** Whose each user is: the key of the behaviour that spoke of it last. */
  readonly #owners = new Map<string, string>();
  #turn: Promise<unknown> = Promise.resolve();

  /**
   * @param app as the deployment knows it
   * @param validId ids that the API has; no other can be cleaned away, and none has to be
   */
  constructor(
    private readonly expected: Control,
    private readonly apps: Apps,
    private readonly deployment: Deployment,
    private readonly app: { key: string; secret: string },
    private readonly validId: RegExp,
  ) {
    this.control = {
      ...expected,
      createApp: async (seed = {}) => {
        if (Object.keys(seed).length > 0) throw new NeedsControl('to have a second app');
        return expected.createApp({ secret: app.secret });
      },
      seedUsers: async (key, seeds) => {
        const { users } = checked('users', structuredClone({ users: seeds }), 'the users');
        if (users.some((user) => Object.keys(user).some((name) => name !== 'id' && name !== 'data'))) {
          throw new NeedsControl('to give users counts and moments');
        }
        const { users: due } = apps.find(key);
        await this.#inTurn(async () => {
          for (const user of users) {
            await this.#claim(key, user.id);
            // A seed replaces what is there.
            if (due.delete(user.id)) await deployment.remove(user.id);
            expected.seedUsers(key, [user]);
            this.#judgeUser(key, user.id, await deployment.add(user));
          }
        });
      },
      users: async (key, which) => (await this.#users(key, which)).users,
      usersText: async (key, which) => {
        const { users, total } = await this.#users(key, which);
        return { users: stringifyJson(users), total };
      },
      deleteApp: async (key) => whole(key, await this.control.forgetApp(key)),
      forgetApp: async (key) => {
        await this.#giveBack(key);
        return expected.forgetApp(key);
      },
      injectFault: async () => {
        throw new NeedsControl('to have an answer of its own making');
      },
    };
  }

  /**
   * Answers a call with what the deployment answers: passes the request on as it is, and records what is wrong with the
   * answer by the contract and by its own logic. `null` when there is no answer.
   */
  answer(call: Call): Promise<Reply | null> {
    return this.#inTurn(() =>
      this.#pass(call).catch((error: unknown) => {
        const cause = error instanceof Error ? error.message : String(error);
        const what = error instanceof NoAnswer ? 'answered nothing' : 'could not be brought to answer';
        const message = `The deployment ${what}: ${cause}.`;
        call.answerFaults.push({ id: 'answer/none', location: 'response', message });
        return null;
      }),
    );
  }

  async #pass(call: Call): Promise<Reply> {
    const { request, resource, app } = call;
    const { key, method, rawHeaders, body } = request;
    for (const id of usersOf(call)) await this.#claim(key, id);
    const due = resource ? answerCall(call) : null;
    const target = app ? request.target.replace(key, encodeURIComponent(this.app.key)) : request.target;
    const judge = this.#judgeOf(key);
    const answer = judge.own(call, await this.deployment.send({ method, target, rawHeaders, body }));
    call.answerFaults.push(...judge.judge(call, answer, due));
    return answer;
  }

  /** One thing after the other, so that what an answer should be does not depend on chance. */
  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#turn.then(work);
    this.#turn = done.catch(() => undefined);
    return done;
  }

  /** Of the answers to requests with a key, whether or not it is somebody's. */
  #judgeOf(key: string): AnswerJudge {
    const judge = this.#judges.get(key) ?? new AnswerJudge();
    this.#judges.set(key, judge);
    return judge;
  }

  /** Before a behaviour speaks of a user for the first time, there is none. */
  async #claim(key: string, userId: string): Promise<void> {
    if (!this.apps.get(key) || !this.validId.test(userId) || this.#owners.get(userId) === key) return;
    const left = await this.deployment.get(userId);
    // Under another id it is the deployment's mistake, and for the SDK's request to find.
    if (left?.id === userId) await this.deployment.remove(userId);
    this.#owners.set(userId, key);
  }

  /**
   * The users that the deployment holds, of those that the behaviour spoke of.
   * @throws {DeploymentFault} when it holds others than it should
   */
  #users(key: string, which: string | UserPage = {}): Promise<{ users: ShownUser[]; total: number }> {
    this.apps.find(key);
    return this.#inTurn(async () => {
      const held: ShownUser[] = [];
      for (const id of this.#ownedBy(key)) {
        const user = await this.deployment.get(id);
        this.#judgeUser(key, id, user);
        if (user) held.push(user);
      }
      if (typeof which === 'string') return { users: held.filter(({ id }) => id === which), total: held.length };
      const { offset = 0, limit = Infinity } = which;
      return { users: held.slice(offset, offset + limit), total: held.length };
    });
  }

  /** Removes the users that the behaviour may have left. */
  async #giveBack(key: string): Promise<void> {
    this.apps.find(key);
    await this.#inTurn(async () => {
      for (const id of this.#ownedBy(key)) {
        this.#owners.delete(id);
        await this.deployment.remove(id);
      }
    });
    this.#judges.delete(key);
  }

  #judgeUser(key: string, id: string, actual: ShownUser | null): void {
    const [due = null] = this.expected.users(key, id);
    const findings = this.#judgeOf(key).judgeUser(due, actual);
    if (findings.length > 0) throw new DeploymentFault(findings.map(({ message }) => message).join(' '));
  }

  #ownedBy(key: string): string[] {
    return [...this.#owners].flatMap(([id, owner]) => (owner === key ? [id] : []));
  }
}

/** The ids of the users that a call speaks of. */
function usersOf({ operation, userId, body }: Call): string[] {
  if (operation !== 'addActivity') return userId === '' ? [] : [userId];
  const { actor, object } = (body ?? {}) as { actor?: unknown; object?: unknown };
  return [actor, object].filter((one) => typeof one === 'string').map((one) => one.replace(/^SU:/, ''));
}

/** The same control for other processes: every app has the deployment's own secret, which none of them is told. */
export function withoutSecrets(control: ServedControl): ServedControl {
  return {
    ...control,
    async createApp() {
      throw new NeedsControl('for an app and its secret');
    },
  };
}
