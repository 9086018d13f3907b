/** The command with nothing but `mock`: the build makes a few files of it and of all that a mock needs. */
import { mockCommand } from './commands/mock.js';
import { runProgram } from './program.js';

export const runMock = (): Promise<void> => runProgram([async (finish) => mockCommand(finish)]);
