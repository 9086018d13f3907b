import { jane } from '../fixtures/users.js';
import type { Fault } from '../mock/http/fault.js';
import type { Given } from './behaviour.js';
import type { ApiCall } from './calls.js';
import type { Step } from './observation.js';

/** The call, by each credential that the SDK takes, where it is answered so. It fails. */
export async function refused(
  { sdk, mock, expect }: Given,
  call: ApiCall,
  answer: Fault & { status: number },
): Promise<Step[]> {
  const steps: Step[] = [];
  for (const { client, userId } of sdk.actors(call)) {
    await mock.injects(`the next request is answered ${answer.status}`, answer);
    const step = await client.call(call, userId, jane.data);
    await expect(step).toFail();
    steps.push(step);
  }
  return steps;
}
