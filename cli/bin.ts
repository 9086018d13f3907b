#!/usr/bin/env node
/**
 * Loads the command, and answers for what would otherwise end the process with 1, which says that an SDK failed: a
 * machine that cannot load it, and whatever nobody caught.
 */
import { exitCodes } from '../run/errors.js';

/** Loading the command alone opens some sixty at once. */
const fewFiles = 256;

process.on('uncaughtException', unjudged);
try {
  await import('./main.js');
} catch (error) {
  unjudged(error);
}

function unjudged(error: unknown): never {
  const { code, stack } = error as NodeJS.ErrnoException;
  // Node.js says of a package whose files it may not open that there is none.
  const short = code === 'EMFILE' || code === 'ENFILE' || (code === 'ERR_MODULE_NOT_FOUND' && openFiles() < fewFiles);
  const told = short
    ? 'Failed to open a file: this shell allows too few open files. Allow more, such as with ulimit -n 1024.'
    : `Failed for a reason that lies in sdk-conformance itself, not in an SDK. Please report this:\n${stack ?? String(error)}`;
  process.stderr.write(`${told}\n`);
  process.exit(exitCodes.unjudged);
}

/** How many files this process may open. */
function openFiles(): number {
  const { userLimits } = process.report.getReport() as { userLimits?: { open_files: { soft: number | string } } };
  const soft = Number(userLimits?.open_files.soft);
  return Number.isNaN(soft) ? Infinity : soft;
}
