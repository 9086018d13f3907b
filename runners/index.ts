/** What the other rooms use of the runners. Suites import single modules instead: all of them take longer to start. */
export { outsideMark } from './cache.js';
export { checkDriver, type RuleResult } from './check.js';
export { type DriverRule, driverRules } from './check-rules.js';
export { type Driver, NotOffered, startDriver } from './driver.js';
export type { Launch } from './driver-process.js';
export { driverEnvironment, installEnvironment } from './environment.js';
export { DriverCrash } from './failures.js';
export { ensureInstalled, findInstalled, type Installation, type InstallProgress } from './install.js';
export { InstallError } from './install-error.js';
export {
  loadManifest,
  loadManifests,
  type Manifest,
  ManifestError,
  pinnedVersion,
  runnerFile,
  runnersFolder,
} from './manifest.js';
export { nearest } from './nearest.js';
export { type ProbeResult, probeRegistry } from './probe.js';
export * from './protocol/messages.js';
export type { Source } from './source.js';
export { createSupervisor, type Supervisor } from './supervisor.js';
export { findExecutable, type FoundTool, inspectToolchain } from './toolchain.js';
