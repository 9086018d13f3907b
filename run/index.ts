/** What `import … from 'sdk-conformance'` gives: a run, a gate, and their results. */
export { CommandError, type ExitCode, exitCodes } from './errors.js';
export { gate, type Gated, type GateOptions } from './gate.js';
export type { Judged } from './carry-out.js';
export type { Progress } from './progress.js';
export { readResults, type ResultsFile } from './read-results.js';
export { type Options, run, type RunOptions } from './run.js';
export { writeReports } from './write-reports.js';
export type { Results, ResultRecord, SdkRecord } from '../verdicts/model.js';
