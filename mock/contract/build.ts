/** Writes the operations of the contract beside the compiled code: a step of `npm run build`. */
import { writeFileSync } from 'node:fs';

import { loadContract } from '../../spec/contract.js';
import { builtOperations } from './operations.js';
import { prepareOperations } from './prepare.js';

const { digest, document } = loadContract();
writeFileSync(builtOperations, JSON.stringify({ digest, operations: prepareOperations(document) }));
