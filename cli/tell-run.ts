import { constants } from 'node:os';

import type { Progress } from '../run/progress.js';
import type { EndingSignal, Results } from '../verdicts/model.js';
import { createProgress } from './progress.js';
import type { Telling } from './tell-results.js';

const endingSignals: readonly EndingSignal[] = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/** What a run is to tell on its way, and how to tell what came of it. */
export interface Told {
  progress: Progress;
  tell: (results: Results, stale: Telling['stale']) => Promise<void>;
}

/**
 * Tells a run, whatever ends it: from now on a signal has it told as far as it came, and exits as a shell says it, with 128
 * and the signal's number. Drivers end with this process. What writes the reports is loaded while the first behaviours
 * run in another thread, because this one has nothing to do then, and loading it takes as long as half a mock's start.
 */
export function tellRun(telling: Telling): Told {
  const { console } = telling;
  const progress = createProgress(console);
  let soFar: Parameters<Progress['interruptible']>[0] | undefined;
  const load = () => import('./tell-results.js');

  const end = async (signal: EndingSignal): Promise<never> => {
    console.liveDone();
    try {
      if (!soFar) console.note(`Ended by ${signal} before any behaviour ran: there is no report.`);
      else (await load()).tellResults(soFar(signal), telling);
    } catch (error) {
      console.note((error as Error).message);
    }
    process.exit(128 + constants.signals[signal]);
  };
  let ending = false;
  const endOnce = (signal: EndingSignal): void => {
    if (ending) return;
    ending = true;
    void end(signal);
  };
  // They stay: npx passes on the Ctrl-C that the terminal has sent already, and what shows the cursor again on a terminal
  // (signal-exit) raises a signal anew that nobody else seems to listen to.
  for (const signal of endingSignals) process.on(signal, endOnce);

  return {
    progress: {
      ...progress,
      interruptible: (given) => (soFar = given),
      running: (...of) => {
        progress.running(...of);
        // Whoever tells the run is told why it cannot be loaded.
        load().catch(() => undefined);
      },
    },
    tell: async (results, stale) => (await load()).tellResults(results, { ...telling, stale }),
  };
}
