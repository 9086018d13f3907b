import { constants } from 'node:os';

import type { Progress } from '../run/progress.js';
import type { EndingSignal } from '../verdicts/model.js';
import { tellResults, type Telling } from './tell-results.js';

const endingSignals: readonly EndingSignal[] = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/**
 * From now on a signal that ends the run has it told, as far as it came, and exits as a shell says it: 128 and the
 * signal's number. Drivers end with this process.
 */
export function tellWhenEnded(telling: Telling): Progress['interruptible'] {
  let tell: Parameters<Progress['interruptible']>[0] | undefined;
  const end = (signal: EndingSignal): void => {
    const { console } = telling;
    console.liveDone();
    // At once and to the end: other listeners of the signal exit a moment later.
    try {
      if (tell) tellResults(tell(signal), telling);
      else console.note(`Ended by ${signal} before any behaviour ran: there is no report.`);
    } catch (error) {
      console.note((error as Error).message);
    }
    process.exit(128 + constants.signals[signal]);
  };
  for (const signal of endingSignals) process.once(signal, end);
  return (given) => (tell = given);
}
