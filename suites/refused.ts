import { jane } from '../fixtures/users.js';
import type { Fault } from '../mock/http/fault.js';
import type { Given } from './behaviour.js';
import type { ApiCall } from './calls.js';
import { errorOf, type Step } from './observation.js';

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

/** The same with a status and JSON that is not the API's. It says no other status than was answered. */
export async function refusedBySomebodyElse(given: Given, call: ApiCall, status: number, words: string): Promise<void> {
  const headers = { 'content-type': 'application/json' };
  for (const body of [{ message: words }, {}, [], 'null', JSON.stringify(words)]) {
    for (const step of await refused(given, call, { status, headers, body })) {
      given.expect(errorOf(step)?.status ?? status, 'the status of the error').toBe(status);
    }
  }
}
