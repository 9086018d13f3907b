import type { Answerer } from '../api/answer.js';
import type { Reply } from '../api/reply.js';
import type { Call } from '../contract/call.js';
import type { Recording } from '../journal/recording.js';
import type { Tenants } from './tenants.js';
import { type Deployment, NoAnswer } from './upstream.js';

/**
 * Answers a call with what the deployment answers: passes the request on as it is, and records what is wrong with the
 * answer by the contract and by its own logic, `expected`. `null` when there is no answer. `realKey` is the key by which the deployment knows the app.
 */
export function createTargetAnswer(parts: {
  tenants: Tenants;
  deployment: Deployment;
  realKey: string;
  expected: Answerer;
}): (call: Call, recording: Recording) => Promise<Reply | null> {
  const { tenants, deployment, realKey, expected } = parts;

  async function pass(call: Call, recording: Recording): Promise<Reply | null> {
    const { request, resource } = call;
    const { key, target, method, rawHeaders, body } = request;
    try {
      for (const id of usersOf(call)) await tenants.claim(key, id);
      const due = resource ? expected(call) : null;
      const answer = await deployment.send({
        method,
        target: call.app ? target.replace(key, encodeURIComponent(realKey)) : target,
        rawHeaders,
        body,
      });
      const own = tenants.activitiesOf(key).keep(call.operation, answer);
      recording.faults.push(...tenants.judgeOf(key).judge(resource, own, due));
      return own;
    } catch (error) {
      const cause = error instanceof Error ? error.message : String(error);
      const what = error instanceof NoAnswer ? 'answered nothing' : 'could not be brought to answer';
      const message = `The deployment ${what}: ${cause}.`;
      recording.faults.push({ id: 'answer/none', location: 'response', message });
      return null;
    }
  }
  // One at a time, so that what the answer should be does not depend on chance.
  return (call, recording) => tenants.inTurn(() => pass(call, recording));
}

/** The ids of the users that a call speaks of. */
function usersOf({ operation, userId, body }: Call): string[] {
  if (operation !== 'addActivity') return userId === '' ? [] : [userId];
  const { actor, object } = (body ?? {}) as { actor?: unknown; object?: unknown };
  return [actor, object].filter((one) => typeof one === 'string').map((one) => one.replace(/^SU:/, ''));
}
