import type { IHttpRequest, ProblemJsonError } from '@stoplight/prism-http';
import type { IHttpOperation } from '@stoplight/types';

import type { Contract } from '../../spec/contract.js';
import { routers } from '../../spec/libraries/serving.js';
import { madeOf } from '../../spec/made.js';

/** By the contract's digest: tests start several mocks. */
const loaded = new Map<string, IHttpOperation[]>();

/** The operations of the contract, as Prism knows them. */
export async function loadOperations({ digest, document }: Contract): Promise<IHttpOperation[]> {
  let operations = loaded.get(digest) ?? (madeOf(digest, 'operations') as IHttpOperation[] | undefined);
  if (!operations) {
    // Making them takes longer than the rest of a start, and so does loading what makes them.
    const { prepareOperations } = await import('./prepare.js');
    operations = prepareOperations(document);
  }
  loaded.set(digest, operations);
  return operations;
}

/** A default export of CommonJS is wrapped once or twice, depending on what loads it. */
const routeInPrism = routers.default ?? (routers as unknown as typeof routers.default);

/** The operation for a path below the base path, or why there is none. */
export function findOperation(resources: IHttpOperation[], method: string, path: string): IHttpOperation | 404 | 405 {
  const input = { method: method.toLowerCase() as IHttpRequest['method'], url: { path } };
  const found = routeInPrism({ resources, input });
  if (found._tag === 'Right') return found.right;
  return (found.left as ProblemJsonError).status === 405 ? 405 : 404;
}
