import type { InstallProgress } from '../runners/script.js';
import type { EndingSignal, Results } from '../verdicts/model.js';
import type { Verdict } from '../verdicts/verdicts.js';

/** What is going on with each SDK: live lines on a terminal, one plain line for each change elsewhere. */
export interface Progress {
  /** What will be run, told before anything is done. */
  planned: (sdks: readonly string[], behaviours: number) => void;
  installing: (sdk: string) => (event: InstallProgress) => void;
  /** SDKs are not contained, and why. */
  open: (sentence: string) => void;
  notRun: (sdk: string, reason: string) => void;
  running: (sdk: string, behaviours: number) => void;
  /** Without a verdict where only a comparison can say what it means. */
  observed: (sdk: string, behaviour: string, verdict?: Verdict) => void;
  /** What failed is run again, alone. */
  retrying: (sdk: string, behaviours: number) => void;
  /** From now on there is something to tell when a signal ends the run: `tell` makes the results of it. */
  interruptible: (tell: (signal: EndingSignal) => Results) => void;
  /** Nothing more is going on, whether it ended well or not. */
  done: () => void;
}

const nothing = (): void => undefined;

/** Tells nobody. */
export const silent: Progress = {
  planned: nothing,
  installing: () => nothing,
  open: nothing,
  notRun: nothing,
  running: nothing,
  observed: nothing,
  retrying: nothing,
  interruptible: nothing,
  done: nothing,
};
