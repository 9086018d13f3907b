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

/** Users that suites name after the credential of the client: which of them an SDK takes is no difference. */
const namedByCredential = /\bby-(?:secret|token)/g;

function group(accounts: { sdk: string; account: string[] }[]): ParityGroup[] {
  const groups = new Map<string, ParityGroup>();
  for (const { sdk, account: told } of accounts) {
    const account = told.map((line) => line.replace(namedByCredential, 'by-…'));
    const key = account.join('\n');
    const known = groups.get(key);
    if (known) known.sdks.push(sdk);
    else groups.set(key, { sdks: [sdk], account });
  }
  if (groups.size < 2) return [];
  return [...groups.values()].sort((a, b) => b.sdks.length - a.sdks.length);
}
