import type { ActivityValue } from '../runners/protocol/messages.js';
import type { Exchange } from '../spec/exchange.js';
import type { Observation, Step } from '../suites/observation.js';
import { canonical } from './cut.js';
import type { AccountsRecord } from './model.js';

/** The accounts of a behaviour that ran to an end; of any other there is nothing to compare. */
export function accountsOf(observation: Observation): AccountsRecord | undefined {
  const { kind } = observation.ending;
  if (kind !== 'held' && kind !== 'broken') return undefined;
  const { steps, exchanges } = observation;
  const [outcome, wire] = [accountOfSteps(steps), exchanges.map(accountOfExchange)];
  // Chance is no difference.
  return overlap(steps) ? { outcome: outcome.sort(), wire: wire.sort(), atOnce: true } : { outcome, wire };
}

/** What an application saw. Error classes and messages differ by nature; what they carry should not. */
function accountOfSteps(steps: readonly Step[]): string[] {
  return steps.map((step) => `${step.call}(${step.args.userId}) → ${accountOfOutcome(step)}`);
}

function accountOfOutcome({ outcome }: Step): string {
  if (outcome === null) return 'no answer';
  if ('error' in outcome) {
    const { status, code } = outcome.error;
    return `error ${status ?? 'without a status'}, ${code === undefined ? 'no code' : `code ${code}`}`;
  }
  if (outcome.ok === null) return 'done';
  if ('reference' in outcome.ok) return asText(outcome.ok.reference);
  if ('activity' in outcome.ok) return `activity ${accountOfActivity(outcome.ok.activity)}`;
  if ('activities' in outcome.ok) {
    return `activities ${outcome.ok.activities?.map(accountOfActivity).join(', ') ?? 'that are no list'}`;
  }
  // Timestamps are each run's own. An SDK that gives none would differ everywhere; `returns-the-timestamps` tells it once.
  return `user ${canonical({ ...outcome.ok.user, createdAt: undefined, updatedAt: undefined })}`;
}

const asText = (given: unknown): string => (typeof given === 'string' ? given : canonical(given));

/** Ids of activities are each run's own as well. */
function accountOfActivity({ actor, verb, object }: ActivityValue): string {
  return canonical({ actor: withoutTimestamps(actor), verb, object: withoutTimestamps(object) });
}

function withoutTimestamps(embedded: unknown): unknown {
  if (typeof embedded !== 'object' || embedded === null) return embedded;
  return { ...embedded, created_at: undefined, updated_at: undefined };
}

/** What went over the wire, as sent; the key and the token are each run's own. */
function accountOfExchange({ request, response, deviations }: Exchange): string {
  const query = request.query.filter(([name]) => name !== 'api_key').map(([name, value]) => `${name}=${value}`);
  const target = request.path + (query.length > 0 ? `?${query.sort().join('&')}` : '');
  const body = request.body === null ? '' : ` ${canonicalBody(request.body)}`;
  const noted = deviations.length > 0 ? ` [${[...new Set(deviations.map(({ id }) => id))].sort().join(', ')}]` : '';
  return `${request.method} ${target}${body} → ${response?.status ?? 'no answer'}${noted}`;
}

function canonicalBody(body: string): string {
  try {
    return canonical(JSON.parse(body));
  } catch {
    return canonical(body);
  }
}

/** Whether calls were made at the same time, so that their order is chance. */
export function overlap(steps: readonly Pick<Step, 'startedAt' | 'durationMs'>[]): boolean {
  return steps.some((step, index) => {
    const before = steps[index - 1];
    return before !== undefined && before.startedAt + before.durationMs > step.startedAt;
  });
}
