/** Exit codes of every command; README.md tells users the same under "How to read a verdict". */
export const exitCodes = { ok: 0, failed: 1, usage: 2, unjudged: 3 } as const;
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** An end of the command that is told in one sentence, without a stack. */
export class CommandError extends Error {
  override name = 'CommandError';

  constructor(
    message: string,
    readonly exitCode: ExitCode = exitCodes.usage,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
