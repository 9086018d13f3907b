import type { Results } from '../report/model.js';
import type { InstallProgress } from '../runners/index.js';
import type { Observation } from '../suites/observation.js';
import type { EndingSignal } from './interrupted.js';

/** What is going on with each SDK: live lines on a terminal, one plain line for each change elsewhere. */
export interface Progress {
  installing: (sdk: string) => (event: InstallProgress) => void;
  /** SDKs are not held in, and why. */
  open: (sentence: string) => void;
  notRun: (sdk: string, reason: string) => void;
  running: (sdk: string, behaviours: number) => void;
  observed: (sdk: string, observation: Observation) => void;
  /** From now on there is something to tell when the run is ended by a signal: `tell` makes the results of it. */
  interruptible: (tell: (signal: EndingSignal) => Results) => void;
  done: () => void;
}
