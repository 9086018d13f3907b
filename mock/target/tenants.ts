import { randomBytes } from 'node:crypto';

import { parseJson } from '../../spec/json.js';

import { userMembers } from '../api/reply.js';
import { DeploymentFault, type ShownUser } from '../control/control.js';
import { App, type UserSeed } from '../store/apps.js';
import { type AnswerJudge, createAnswerJudge } from './judge.js';
import { OwnActivities } from './own-activities.js';
import type { DeploymentUsers } from './users.js';

interface Tenant {
  /** What the app should hold by the contract's own logic. */
  app: App;
  judge: AnswerJudge;
  activities: OwnActivities;
}

/**
 * The one app of the deployment, lent to one behaviour after the other. Each knows it by a key of its own, by which its
 * requests are told apart, and finds it without the users that it is going to speak of.
 */
export class Tenants {
  readonly #tenants = new Map<string, Tenant>();
  /** Whose each user is: the key of the behaviour that spoke of it last. */
  readonly #owners = new Map<string, string>();
  /** For requests with a key that is nobody's. */
  readonly #stranger = createAnswerJudge();
  #turn: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly secret: string,
    private readonly users: DeploymentUsers,
    /** Ids that the API has; no other can be cleaned away, and none has to be. */
    private readonly validId: RegExp,
  ) {}

  /** Runs one thing after the other. */
  inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#turn.then(work);
    this.#turn = done.catch(() => undefined);
    return done;
  }

  create(): App {
    const app = new App(randomBytes(8).toString('hex'), this.secret);
    this.#tenants.set(app.key, { app, judge: createAnswerJudge(), activities: new OwnActivities() });
    return app;
  }

  get(key: string): App | null {
    return this.#tenants.get(key)?.app ?? null;
  }

  judgeOf(key: string): AnswerJudge {
    return this.#tenants.get(key)?.judge ?? this.#stranger;
  }

  activitiesOf(key: string): OwnActivities {
    return this.#tenants.get(key)?.activities ?? new OwnActivities();
  }

  /** Before a behaviour speaks of a user for the first time, there is none. */
  async claim(key: string, userId: string): Promise<void> {
    if (!this.#tenants.has(key) || !this.validId.test(userId) || this.#owners.get(userId) === key) return;
    const left = await this.users.get(userId);
    // Under another id it is the deployment's mistake, and for the SDK's request to find.
    if (left?.id === userId) await this.users.remove(userId);
    this.#owners.set(userId, key);
  }

  /** @throws {DeploymentFault} when the deployment does not take a user as it is */
  async seed(key: string, users: readonly UserSeed[]): Promise<void> {
    for (const user of users) {
      await this.claim(key, user.id);
      // A seed replaces what is there.
      if (this.get(key)?.users.delete(user.id)) await this.users.remove(user.id);
      this.get(key)?.seed([user]);
      this.#judge(key, user.id, await this.users.add(user));
    }
  }

  /**
   * The users that the deployment holds, of those that the behaviour spoke of.
   * @throws {DeploymentFault} when it holds others than it should
   */
  async stored(key: string): Promise<ShownUser[]> {
    const held: ShownUser[] = [];
    for (const id of this.#ownedBy(key)) {
      const user = await this.users.get(id);
      this.#judge(key, id, user);
      if (user) held.push(user);
    }
    return held;
  }

  /** Takes the app back, without the users that the behaviour may have left. */
  async remove(key: string): Promise<void> {
    for (const id of this.#ownedBy(key)) {
      this.#owners.delete(id);
      await this.users.remove(id);
    }
    this.#tenants.delete(key);
  }

  #judge(key: string, id: string, actual: ShownUser | null): void {
    const due = this.get(key)?.users.get(id);
    const expected = due ? (parseJson(`{${userMembers(id, due)}}`) as ShownUser) : null;
    const findings = this.judgeOf(key).judgeUser(expected, actual);
    if (findings.length > 0) throw new DeploymentFault(findings.map(({ message }) => message).join(' '));
  }

  #ownedBy(key: string): string[] {
    return [...this.#owners].flatMap(([id, owner]) => (owner === key ? [id] : []));
  }
}
