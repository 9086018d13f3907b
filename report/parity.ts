import { type Observation, overlap, type Step } from '../suites/observation.js';
import type { Exchange } from '../spec/exchange.js';
import { canonical } from './cut.js';
import type { AccountsRecord, ParityGroup, ParityRecord, ResultRecord } from './model.js';

/** Where SDKs differ from each other, whatever the contract says of it. Only behaviours that ran to an end are compared. */
export function parityOf(behaviours: readonly string[], results: readonly ResultRecord[]): ParityRecord[] {
  const compared = new Map<string, { sdk: string; accounts: AccountsRecord }[]>();
  for (const { behaviour, sdk, accounts } of results) {
    if (accounts) compared.set(behaviour, [...(compared.get(behaviour) ?? []), { sdk, accounts }]);
  }
  return behaviours.flatMap((behaviour) => {
    const told = compared.get(behaviour) ?? [];
    const outcomes = group(told.map(({ sdk, accounts }) => ({ sdk, account: accounts.outcome })));
    const wire = group(told.map(({ sdk, accounts }) => ({ sdk, account: accounts.wire })));
    return outcomes.length > 0 || wire.length > 0 ? [{ behaviour, outcomes, wire }] : [];
  });
}

/** The accounts of a behaviour that ran to an end; of any other there is nothing to compare. */
export function accountsOf(observation: Observation): AccountsRecord | undefined {
  const { kind } = observation.ending;
  if (kind !== 'held' && kind !== 'broken') return undefined;
  return { outcome: accountOfSteps(observation.steps), wire: accountOfWire(observation) };
}

function group(accounts: { sdk: string; account: string[] }[]): ParityGroup[] {
  const groups = new Map<string, ParityGroup>();
  for (const { sdk, account } of accounts) {
    const key = account.join('\n');
    const known = groups.get(key);
    if (known) known.sdks.push(sdk);
    else groups.set(key, { sdks: [sdk], account });
  }
  if (groups.size < 2) return [];
  return [...groups.values()].sort((a, b) => b.sdks.length - a.sdks.length);
}

/** What an application saw. Error classes and messages differ by nature; what they carry should not. */
function accountOfSteps(steps: readonly Step[]): string[] {
  return inOrder(
    steps,
    steps.map((step) => `${step.call}(${step.args.userId}) → ${accountOfOutcome(step)}`),
  );
}

function accountOfOutcome({ outcome }: Step): string {
  if (outcome === null) return 'no answer';
  if ('error' in outcome) {
    const { status, code } = outcome.error;
    return `error ${status ?? 'without a status'}, ${code === undefined ? 'no code' : `code ${code}`}`;
  }
  if (outcome.ok === null) return 'done';
  if ('reference' in outcome.ok) return outcome.ok.reference;
  // Timestamps are each run's own. An SDK that gives none would differ everywhere; `returns-the-timestamps` tells it once.
  return `user ${canonical({ ...outcome.ok.user, createdAt: undefined, updatedAt: undefined })}`;
}

/** What went over the wire, as sent; the key and the token are each run's own. */
function accountOfWire({ steps, exchanges }: Pick<Observation, 'steps' | 'exchanges'>): string[] {
  return inOrder(steps, exchanges.map(accountOfExchange));
}

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

/** Calls made at the same time come in no order; their accounts are sorted, so that chance is no difference. */
function inOrder(steps: readonly Step[], lines: string[]): string[] {
  return overlap(steps) ? lines.sort() : lines;
}
