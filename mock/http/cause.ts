/** What went wrong, in a few words. Of a name with several addresses, each has failed in its own way. */
export function causeOf(error: unknown): string {
  const { message, code } = error as NodeJS.ErrnoException;
  const [first] = error instanceof AggregateError ? (error.errors as Error[]) : [];
  return message || first?.message || code || String(error);
}
