import type { createLogUpdate } from 'log-update';
import pc from 'picocolors';

import { exitCodes } from '../run/errors.js';

export type Colors = ReturnType<typeof pc.createColors>;

/** Where the command prints: results on standard output, everything on the way there on standard error. */
export interface Console {
  /** Ends with a line break of its own. */
  out: (text: string) => void;
  note: (text: string) => void;
  /** Lines that replace the ones shown before; on anything but a terminal nothing is shown. */
  live: (text: string) => void;
  /** Leaves the live lines as they are and goes on below them. */
  liveDone: () => void;
  /** Of standard error, where progress is shown. */
  isTerminal: boolean;
  /** Of standard output, where results are shown. */
  outIsTerminal: boolean;
  colors: Colors;
  /** How wide lines of results may be. Text wider than 100 is hard to read. */
  width: number;
}

/** One that shows live lines too: for commands that tell their progress. */
export async function createLiveConsole(): Promise<Console> {
  if (!process.stderr.isTTY) return createConsole();
  // Most commands and most machines of a CI service show none, and it takes as long to load as all of this folder.
  const { createLogUpdate } = await import('log-update');
  return createConsole(createLogUpdate(process.stderr));
}

export function createConsole(update?: ReturnType<typeof createLogUpdate>): Console {
  const isTerminal = process.stderr.isTTY;
  const outIsTerminal = process.stdout.isTTY;
  return {
    out: (text) => void process.stdout.write(`${text}\n`),
    note: (text) => {
      // Above the live lines, which the next of them would otherwise write over it.
      update?.clear();
      process.stderr.write(`${text}\n`);
    },
    live: (text) => update?.(text),
    liveDone: () => update?.done(),
    isTerminal,
    outIsTerminal,
    width: Math.max(40, Math.min(process.stdout.columns ?? 80, 100)),
    // The library also colours what goes into a file as soon as CI is set; that is left to FORCE_COLOR.
    colors: pc.createColors(pc.isColorSupported && (outIsTerminal || Boolean(process.env.FORCE_COLOR))),
  };
}

/**
 * A reader that has seen enough (`| head`) ends its end of the pipe; that changes nothing about the verdict. Output that
 * cannot be written leaves nobody to tell a verdict to.
 */
export function tolerateClosedOutput(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EPIPE') return;
      if (stream === process.stdout) {
        process.stderr.write(`Failed to write to standard output: ${error.message}. Make room, or write elsewhere.\n`);
      }
      process.exit(exitCodes.unjudged);
    });
  }
}
