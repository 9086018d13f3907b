import type { Mock, MockOptions } from '../mock/index.js';

/** Starts a mock. Its engine takes longer to load than all the rest of the command, so only what serves loads it. */
export async function startMock(options: MockOptions): Promise<Mock> {
  const mock = await import('../mock/index.js');
  return mock.startMock(options);
}
