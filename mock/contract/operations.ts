import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { IHttpOperation } from '@stoplight/types';

import type { Contract } from '../../spec/contract.js';
import { packageRoot } from '../../spec/package-root.js';

/** By the contract's digest: tests start several mocks. */
const loaded = new Map<string, readonly IHttpOperation[]>();

/** The operations of the contract, as Prism knows them. */
export async function loadOperations({ digest, document }: Contract): Promise<readonly IHttpOperation[]> {
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
