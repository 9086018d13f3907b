import type { MockClient } from '../mock/client.js';

/**
 * The same client, with an app made ahead for whoever asks next: making one takes as long as a call of a fast SDK, and
 * can be waited for while another behaviour runs. The last one made is never used.
 */
export function withAppAhead(mock: MockClient): MockClient {
  let ahead = make();

  function make(): ReturnType<MockClient['createApp']> {
    const app = mock.createApp();
    // Whoever asks for it is told; until then nobody listens.
    app.catch(() => undefined);
    return app;
  }

  return {
    ...mock,
    createApp(seed) {
      if (seed) return mock.createApp(seed);
      const app = ahead;
      ahead = make();
      return app;
    },
  };
}
