import type { Exchange } from '../../spec/exchange.js';

import type { Recorded } from '../journal/journal.js';

/** Asked of a deployment: something that only a mock can do. The message is what, as in "to have a second app". */
export class NeedsControl extends Error {
  override name = 'NeedsControl';
}

/** A deployment refused to be brought into the state that a behaviour starts from, or is in another than it should be. */
export class DeploymentFault extends Error {
  override name = 'DeploymentFault';
}

/** What was asked cannot be done; `status` is what HTTP says to it. */
export class ControlRefusal extends Error {
  override name = 'ControlRefusal';

  constructor(
    message: string,
    readonly status: 400 | 404 | 409 | 413 | 501 = 400,
  ) {
    super(message);
  }
}

/** The exchanges, when they are all there are. @throws {ControlRefusal} when some were forgotten */
export function whole(apiKey: string, { exchanges, dropped }: Recorded): Exchange[] {
  if (dropped === 0) return exchanges;
  throw new ControlRefusal(
    `Failed to read the exchanges of "${apiKey}": the mock has forgotten the first ${dropped} of them. ` +
      'Read them earlier, or use an app of its own for fewer requests.',
    409,
  );
}
