import { inspectContainment } from '../runners/containment.js';
import type { ContainmentRecord } from '../verdicts/model.js';
import { CommandError, exitCodes } from './errors.js';

export const containModes = ['require', 'auto', 'off'] as const;
/** Whether drivers are contained: it is an error when they cannot be, they are if they can be, or they are not. */
export type ContainMode = (typeof containModes)[number];

/** Whether drivers are to be contained, and by what or why not. @throws {CommandError} */
export async function decideContainment(mode: ContainMode): Promise<ContainmentRecord> {
  if (mode === 'off') return { contained: false, reason: '--contain is off' };
  const containment = await inspectContainment();
  if (!containment.contained && mode === 'require') {
    const { reason, remedy } = containment;
    throw new CommandError(`Failed to contain the SDKs: ${reason}. ${remedy}`, exitCodes.unjudged);
  }
  return containment;
}

/** `SDKs run contained, by bubblewrap 0.11.0.` */
export function sentenceOf(containment: ContainmentRecord): string {
  if (containment.contained) return `SDKs run contained, by ${containment.by}.`;
  const { reason, remedy } = containment;
  return [`SDKs run with all rights of this user: ${reason}.`, ...(remedy === undefined ? [] : [remedy])].join(' ');
}
