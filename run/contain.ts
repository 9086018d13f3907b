import { type Containment, inspectContainment } from '../runners/index.js';
import { CommandError, exitCodes } from './errors.js';

export const containModes = ['require', 'auto', 'off'] as const;
/** Whether drivers are held in: it is an error when they cannot be, they are if they can be, or they are not. */
export type ContainMode = (typeof containModes)[number];

/** Whether drivers are to be held in. `onOpen` is told, in a sentence, when they are not. @throws {CommandError} */
export async function decideContainment(mode: ContainMode, onOpen: (sentence: string) => void): Promise<boolean> {
  if (mode === 'off') {
    onOpen('SDKs run with all rights of this user, because --contain is off.');
    return false;
  }
  const containment = await inspectContainment();
  if (containment.possible) return true;
  const { reason, remedy } = containment;
  if (mode === 'require') {
    throw new CommandError(`Failed to contain the SDKs: ${reason}. ${remedy}`, exitCodes.unjudged);
  }
  onOpen(sentenceOf(containment));
  return false;
}

export const sentenceOf = (containment: Containment): string =>
  containment.possible
    ? `SDKs run contained, by ${containment.by}.`
    : `SDKs run with all rights of this user: ${containment.reason}. ${containment.remedy}`;
