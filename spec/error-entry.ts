import type { Contract, ErrorEntry } from './contract.js';

/** The row of the error table with this status and, where several share it, this code. */
export function errorEntry({ errors }: Pick<Contract, 'errors'>, status: number, code?: number): ErrorEntry {
  const entry = errors.find((row) => row.status === status && (code === undefined || row.code === code));
  if (!entry)
    throw new Error(
      `The contract has no error ${status}${code === undefined ? '' : ` code ${code}`}. Look at x-errors in openapi.yaml.`,
    );
  return entry;
}
