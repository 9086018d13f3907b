import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { IHttpRequest } from '@stoplight/prism-http';
import type { IHttpOperation } from '@stoplight/types';

import type { Contract } from '../../spec/contract.js';
import { packageRoot } from '../../spec/package-root.js';

import { routers } from '../../spec/libraries/serving.js';

/** By the contract's digest: tests start several mocks. */
const loaded = new Map<string, IHttpOperation[]>();

/** The operations of the contract, as Prism knows them. */
export async function loadOperations({ digest, document }: Contract): Promise<IHttpOperation[]> {
  let operations = loaded.get(digest) ?? readBuilt(digest);
  if (!operations) {
    const { prepareOperations } = await import('./prepare.js');
    operations = prepareOperations(document);
  }
  loaded.set(digest, operations);
  return operations;
}

/** Operations as `npm run build` writes them: reading them from the contract takes longer than the rest of a start. */
export const builtOperations = join(packageRoot, 'dist', 'operations.json');

/** `undefined` when there are none, or they are of another contract. */
function readBuilt(digest: string): IHttpOperation[] | undefined {
  if (!existsSync(builtOperations)) return undefined;
  const built = JSON.parse(readFileSync(builtOperations, 'utf8')) as { digest: string; operations: IHttpOperation[] };
  return built.digest === digest ? built.operations : undefined;
}

/** A default export of CommonJS is wrapped once or twice, depending on what loads it. */
type Router = (request: {
  resources: IHttpOperation[];
  input: IHttpRequest;
}) => { _tag: 'Left'; left: { status?: number } } | { _tag: 'Right'; right: IHttpOperation };
const imported = routers as unknown as Router | { default: Router };
const routeInPrism = 'default' in imported ? imported.default : imported;

/** The operation for a path below the base path, or why there is none. */
export function findOperation(resources: IHttpOperation[], method: string, path: string): IHttpOperation | 404 | 405 {
  const input = { method: method.toLowerCase() as IHttpRequest['method'], url: { path } };
  const found = routeInPrism({ resources, input });
  if (found._tag === 'Right') return found.right;
  return found.left.status === 405 ? 405 : 404;
}
