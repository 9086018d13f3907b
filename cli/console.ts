import { createLogUpdate } from 'log-update';
import pc from 'picocolors';

/** Where the command prints: results on standard output, everything on the way there on standard error. */
export interface Console {
  /** Ends with a line break of its own. */
  out: (text: string) => void;
  note: (text: string) => void;
  /** Lines that replace the ones shown before; on anything but a terminal nothing is shown. */
  live: (text: string) => void;
  /** Leaves the live lines as they are and goes on below them. */
  liveDone: () => void;
  isTerminal: boolean;
  colors: ReturnType<typeof pc.createColors>;
}

export function createConsole(): Console {
  const isTerminal = process.stderr.isTTY === true;
  const update = createLogUpdate(process.stderr);
  return {
    out: (text) => void process.stdout.write(`${text}\n`),
    note: (text) => void process.stderr.write(`${text}\n`),
    live: (text) => (isTerminal ? update(text) : undefined),
    liveDone: () => (isTerminal ? update.done() : undefined),
    isTerminal,
    colors: pc.createColors(process.stdout.isTTY === true ? pc.isColorSupported : Boolean(process.env.FORCE_COLOR)),
  };
}
