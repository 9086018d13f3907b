import type { InstallProgress } from '../runners/index.js';
import type { Observation } from '../suites/observation.js';

/** What is going on with each SDK: live lines on a terminal, one plain line for each change elsewhere. */
export interface Progress {
  installing: (sdk: string) => (event: InstallProgress) => void;
  /** SDKs are not held in, and why. */
  open: (sentence: string) => void;
  notRun: (sdk: string, reason: string) => void;
  running: (sdk: string, behaviours: number) => void;
  observed: (sdk: string, observation: Observation) => void;
  done: () => void;
}
