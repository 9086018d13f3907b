import { loadContract } from '../spec/contract.js';
import { errorEntry } from '../spec/error-entry.js';

const contract = loadContract();

/** The errors that behaviours expect, as the contract's error table has them. */
export const invalidInput = errorEntry(contract, 400);
export const unknownKey = errorEntry(contract, 401, 2);
export const badSignature = errorEntry(contract, 401, 3);
export const notAllowed = errorEntry(contract, 403);
export const notFound = errorEntry(contract, 404);
export const conflict = errorEntry(contract, 409);
export const tooLarge = errorEntry(contract, 413);
export const serverError = errorEntry(contract, 500);
