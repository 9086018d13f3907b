/** What the other rooms use of the runners. Suites import single modules instead: all of them take longer to start. */
export { cacheFolder, CacheError, checkCache, outsideMark } from './cache.js';
export { checkDriver, type RuleResult } from './check.js';
export { inspectContainment } from './containment.js';
export type { Launch } from './driver-process.js';
export { findExecutable, installEnvironment } from './environment.js';
export { DriverFailure } from './driver.js';
export { ensureInstalled, findInstalled, type Installation, type InstallProgress, launchCommand } from './install.js';
export { InstallError } from './install-error.js';
export {
  loadRunners,
  packagedRunners,
  pinnedVersion,
  RunnerError,
  runnerFile,
  runnerFolders,
  runnersFolder,
} from './load.js';
export { nearest } from './nearest.js';
export * from './protocol/messages.js';
export { type DriverRule, driverRules } from './protocol/rules.js';
export type { Installable, Runner, Source } from './runner.js';
export { type FoundTool, inspectToolchain, type MissingTool } from './toolchain.js';
export { askRegistry, latestOf, newerThanPinned, newest, type RegistryAnswer, rememberedNewer } from './registry.js';
