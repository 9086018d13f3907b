/** Keeps what takes long to read from the contract: a step of `npm run build`. */
import { rmSync } from 'node:fs';

import { loadContract } from '../../spec/contract.js';
import { keepMade, madeFile } from '../../spec/made.js';
import { prepareOperations } from './prepare.js';

// What was made before may be of the same text and come from another version of the YAML parser.
rmSync(madeFile('contract'), { force: true });
const { digest, document } = loadContract();
keepMade(digest, 'contract', document);
keepMade(digest, 'operations', prepareOperations(document));
