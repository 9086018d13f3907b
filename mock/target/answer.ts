import type { Answerer } from '../api/answer.js';
import type { Reply } from '../api/reply.js';
import type { Call } from '../contract/call.js';
import type { Recording } from '../journal/recording.js';
import type { TargetControl } from './control.js';
import { type Deployment, NoAnswer } from './deployment.js';

/**
 * Answers a call with what the deployment answers: passes the request on as it is, and records what is wrong with the
 * answer by the contract and by its own logic, `expected`. `null` when there is no answer. `realKey` is the key by which
 * the deployment knows the app.
 */
export function createTargetAnswer(parts: {
  lent: TargetControl;
  deployment: Deployment;
  realKey: string;
  expected: Answerer;
}): (call: Call, recording: Recording) => Promise<Reply | null> {
  const { lent, deployment, realKey, expected } = parts;

  async function pass(call: Call, recording: Recording): Promise<Reply | null> {
    const { request, resource, app } = call;
    const { key, target } = request;
    try {
      for (const id of usersOf(call)) await lent.claim(key, id);
      const due = resource ? expected(call) : null;
      const sent = app ? { ...request, target: target.replace(key, encodeURIComponent(realKey)) } : request;
      const judge = lent.judgeOf(key);
      const answer = judge.own(call, await deployment.send(sent));
      recording.faults.push(...judge.judge(call, answer, due));
      return answer;
    } catch (error) {
      const cause = error instanceof Error ? error.message : String(error);
      const what = error instanceof NoAnswer ? 'answered nothing' : 'could not be brought to answer';
      recording.faults.push({
        id: 'answer/none',
        location: 'response',
        message: `The deployment ${what}: ${cause}.`,
      });
      return null;
    }
  }
  // One at a time, so that what the answer should be does not depend on chance.
  return (call, recording) => lent.inTurn(() => pass(call, recording));
}

/** The ids of the users that a call speaks of. */
function usersOf({ operation, userId, body }: Call): string[] {
  if (operation !== 'addActivity') return userId === '' ? [] : [userId];
  const { actor, object } = (body ?? {}) as { actor?: unknown; object?: unknown };
  return [actor, object].filter((one) => typeof one === 'string').map((one) => one.replace(/^SU:/, ''));
}
