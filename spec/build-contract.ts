/** Writes the contract as JSON beside the compiled code: a step of `npm run build`. */
import { rmSync, writeFileSync } from 'node:fs';

import { builtContract, loadContract } from './contract.js';

// What was built before may be of the same text and come from another version of the YAML parser.
rmSync(builtContract, { force: true });
const { digest, document } = loadContract();
writeFileSync(builtContract, JSON.stringify({ digest, document }));
