/**
 * A local server of the users API: `import { startMock } from 'sdk-conformance/mock'`.
 *
 * @example
 * const mock = await startMock({ apps: [{ key: 'key', secret: 'secret', users: [{ id: 'jane', data: {} }] }] });
 * // … aim an SDK at mock.url …
 * mock.control.exchanges('key'); // what it sent, and what it was answered
 * await mock.close();
 */
export { type Answer, type Answered, type Mock, type MockOptions, startMock } from './mock.js';
export { startTarget, type Target, TargetError, type TargetOptions } from './target/index.js';

export { createMockClient, type MockClient } from './client.js';
export { ControlRefusal, DeploymentFault, NeedsControl } from './store/refusals.js';
export type { Health, LocalControl, MockControl, ShownUser } from './control/control.js';

export { parseSeed } from './control/seed.js';
export type { Fault, FaultMatch } from './http/fault.js';
export type { App, AppSeed, UserSeed } from './store/apps.js';
export type { StoredUser, UserPage, UserStore } from './store/users.js';
export type { RateLimitOptions } from './store/rate-limit.js';
export type { JournalLimits, Recorded } from './journal/journal.js';
export type { Call } from './contract/call.js';
export type { Exchange, Finding } from '../spec/exchange.js';

export { serverToken, type TokenOptions, userToken } from './tokens.js';
