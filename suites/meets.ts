import { jane, john } from '../fixtures/users.js';
import type { Fault } from '../mock/http/fault.js';
import type { Given } from './behaviour.js';
import { type ApiCall, callOf, operationOf, writes } from './calls.js';
import { errorOf, type Step, succeeded } from './observation.js';
import { prepare } from './prepare.js';

/** What calls that write are given. */
const changed = { name: 'Johnny', nickname: null };

/** The call failed, and says no other status than was answered; whether it says any is the business of errors. */
export async function fails({ expect }: Given, step: Step, status: number): Promise<void> {
  await expect(step).toFail();
  expect(errorOf(step)?.status ?? status, 'the status of the error').toBe(status);
}

/**
 * The call failed, with no status where none was answered. What only reads may be asked again once its connection was lost,
 * and then gives what is stored.
 */
export async function failsOrGivesWhatItReads({ expect }: Given, step: Step): Promise<void> {
  const call = callOf(step);
  if (!call || writes(call) || !succeeded(step)) {
    await expect(step).toFail();
    expect(errorOf(step)?.status ?? 'none', 'the status of the error').toBe('none');
  } else await expect(step).toGiveOf({ id: step.args.userId, data: john.data });
}

/**
 * A call that meets a fault, by a client with each credential that the SDK takes. Each sends one request, changes nothing
 * unless the fault lets it, and costs the next call nothing.
 */
export async function meets(given: Given, call: ApiCall, what: string, fault: Fault): Promise<Step[]> {
  const { sdk, mock, expect } = given;
  const steps: Step[] = [];
  const round = (await mock.exchanges()).length;
  for (const { client, userId: id } of sdk.actors(call, `-${round}`)) {
    await prepare(given, call, { client, id, data: john.data });
    await mock.holds(jane);
    // An SDK that keeps connections open has one now; on a fresh one its HTTP library may behave otherwise.
    await expect(client.get(jane.id)).toGiveUser(jane);
    const before = await mock.user(id);
    const { length } = await mock.exchanges();
    await mock.injects(`the request of ${call} is ${what}`, fault);
    steps.push(await client.call(call, id, changed));
    const requests = (await mock.exchanges()).slice(length).map(({ operation }) => operation);
    expect(writes(call) ? requests : [...new Set(requests)], 'the requests of the call').toEqual([operationOf[call]]);
    const hadEffect = fault.status === undefined && fault.disconnect !== 'before';
    if (!hadEffect) expect(await mock.user(id), 'the user that the API holds').toEqual(before);
    if (!hadEffect && call === 'addActivity') await expect(client.activities(id)).toGiveActivities();
    await expect(client.get(jane.id)).toGiveUser(jane);
    if (!hadEffect) await expect(client.call(call, id, changed)).toSucceed();
  }
  return steps;
}
