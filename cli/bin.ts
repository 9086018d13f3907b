#!/usr/bin/env node
/**
 * Loads the command, and answers for what would otherwise end the process with 1, which says that an SDK failed: a
 * machine that cannot load it, and whatever nobody caught.
 */
import { exitCodes } from '../run/errors.js';

process.on('uncaughtException', unjudged);
try {
  await import('./main.js');
} catch (error) {
  unjudged(error);
}

function unjudged(error: unknown): never {
  const { code, stack } = error as NodeJS.ErrnoException;
  const told =
    code === 'EMFILE' || code === 'ENFILE'
      ? 'Failed to open a file: this shell allows too few open files. Allow more, such as with ulimit -n 1024.'
      : `Failed for a reason that lies in sdk-conformance itself, not in an SDK. Please report this:\n${stack ?? String(error)}`;
  process.stderr.write(`${told}\n`);
  process.exit(exitCodes.unjudged);
}
