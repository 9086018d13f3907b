import { createHash } from 'node:crypto';

import type { Credential } from '../runners/protocol/messages.js';
import { dataOperators } from './operators/data.js';
import { userOperators } from './operators/users.js';
import { requestOperators } from './operators/requests.js';
import { credentialOperators } from './operators/credentials.js';
import { sendingOperators } from './operators/sending.js';
import { cachingOperators } from './operators/caches.js';
import { errorOperators } from './operators/errors.js';
import { callOperators } from './operators/calls.js';
import { refusalOperators } from './operators/refusals.js';
import { answerOperators } from './operators/answers.js';
import { rememberingOperators } from './operators/remembering.js';
import { clientOperators } from './operators/clients.js';
import { mockAnswerOperators } from './operators/mock-answers.js';
import { mockDataOperators } from './operators/mock-data.js';
import { mockStoreOperators } from './operators/mock-stores.js';
import { mockRightOperators } from './operators/mock-rights.js';
import { idOperators, referenceOperators } from './operators/ids.js';
import { unusualOperators } from './operators/unusual.js';
import type { Operator, PlantedCall } from './operator.js';

export const operators: readonly Operator[] = [
  ...dataOperators,
  ...idOperators,
  ...referenceOperators,
  ...userOperators,
  ...requestOperators,
  ...credentialOperators,
  ...sendingOperators,
  ...cachingOperators,
  ...errorOperators,
  ...callOperators,
  ...refusalOperators,
  ...rememberingOperators,
  ...answerOperators,
  ...clientOperators,
  ...unusualOperators,
  ...mockAnswerOperators,
  ...mockDataOperators,
  ...mockStoreOperators,
  ...mockRightOperators,
];

/** An operator, planted on some calls. */
export interface Mutant {
  /** `argument/drops-nulls on update`, `… on all`. */
  name: string;
  operator: Operator;
  calls: ReadonlySet<PlantedCall>;
  /** Only in clients that are made with it. */
  only?: Credential;
}

/** Defects that speak of one credential are not planted in clients with another. */
const ofOneCredential = ['secret', 'tokenScope', 'clients'];

/** Every operator on each of its calls alone and on all of them, and each of that in clients with user tokens only. */
export const mutants: readonly Mutant[] = operators.flatMap((operator) => {
  const { calls, place, rules } = operator;
  const alone = calls.map((call): [where: string, PlantedCall[]] => [call, [call]]);
  const chosen = [...alone, ...(calls.length > 1 ? [['all', calls] as const] : [])].map(([where, planted]): Mutant => ({
    ...{ name: `${place}/${operator.id} on ${where}`, operator, calls: new Set(planted) },
  }));
  if (place === 'mock' || place === 'client' || rules.some((rule) => ofOneCredential.includes(rule))) return chosen;
  return chosen.flatMap((mutant) => [
    mutant,
    { ...mutant, name: `${mutant.name} with user tokens`, only: 'userToken' },
  ]);
});

/** One mutant of every operator, the same one whatever is added elsewhere. */
export function oneOfEach(): Mutant[] {
  return operators.map((operator) => {
    const own = mutants.filter((mutant) => mutant.operator === operator);
    return own.toSorted((a, b) => rank(a).localeCompare(rank(b)))[0]!;
  });
}

const rank = ({ name }: Mutant): string => createHash('sha256').update(name).digest('hex');
