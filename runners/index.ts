/** What the other rooms use of the runners. */
export { cacheFolder } from './cache.js';
export { checkDriver, type RuleResult } from './check.js';
export { type DriverRule, driverRules } from './check-rules.js';
export type { CheckConnection } from './check-session.js';
export type { StopReport } from './channel.js';
export {
  type CallOutcome,
  type ClientHandle,
  ConnectRefused,
  type ConnectOptions,
  defaultTimeouts,
  type Driver,
  type DriverOptions,
  NotOffered,
  startDriver,
  type Timeouts,
} from './driver.js';
export type { Launch, ProcessEnd } from './driver-process.js';
export { driverEnvironment, installEnvironment } from './environment.js';
export { type Breach, breaches, DriverCrash, DriverError, DriverFailure, DriverTimeout } from './failures.js';
export {
  ensureInstalled,
  findInstalled,
  type Installation,
  type InstallOptions,
  type InstallProgress,
} from './install.js';
export { InstallError, type InstallFault, installFaults } from './install-error.js';
export {
  loadManifest,
  loadManifests,
  type Manifest,
  ManifestError,
  pinnedVersion,
  runnerFile,
  runnersFolder,
} from './manifest.js';
export { type ProbeResult, probeRegistry } from './probe.js';
export * from './protocol/messages.js';
export { describeSource, type Source } from './source.js';
export {
  createSupervisor,
  type LateFailure,
  type Lease,
  type Supervisor,
  type SupervisorOptions,
} from './supervisor.js';
export {
  checkToolchain,
  findExecutable,
  type FoundTool,
  inspectToolchain,
  type MissingTool,
  type ToolchainReport,
} from './toolchain.js';
