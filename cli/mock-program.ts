/** The command with nothing but `mock`: the build makes it one file, with all that a mock needs. */
import { mockCommand } from './commands/mock.js';
import { runProgram } from './program.js';

export const runMock = (): Promise<void> => runProgram([async (finish) => mockCommand(finish)]);
