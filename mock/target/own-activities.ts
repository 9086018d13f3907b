import type { OperationId } from '../../spec/contract.js';
import { stringifyJson } from '../../spec/json.js';

import { Reply } from '../api/reply.js';

/**
 * Tells the activities that one behaviour added from those that others left: the contract has no call that removes an
 * activity, so that a deployment keeps them, and every behaviour speaks of the same feeds.
 */
export class OwnActivities {
  readonly #ids = new Set<unknown>();

  /** Notes what was added, and leaves out of a feed what was there before. */
  keep(operation: OperationId | null, answer: Reply): Reply {
    const body = answer.body as { id?: unknown; results?: unknown } | undefined;
    if (operation === 'addActivity' && answer.statusCode === 201) this.#ids.add(body?.id);
    if (!operation?.endsWith('Feed') || !Array.isArray(body?.results)) return answer;
    const all = body.results as { id?: unknown }[];
    const own = all.filter(({ id }) => this.#ids.has(id));
    // Bytes stay as they came where nothing is left out.
    if (own.length === all.length) return answer;
    return new Reply(answer.statusCode, answer.headers, stringifyJson({ ...body, results: own }));
  }
}
