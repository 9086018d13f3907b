import { isBuilt, loadBuilt } from '../spec/built.js';
import type { CommandLoader } from './program.js';

type MockProgram = typeof import('./mock-program.js');

/** Each is loaded when it is asked for: all of them take longer to load than a mock to start. */
const commands: Record<string, CommandLoader> = {
  run: async (finish) => (await import('./commands/run.js')).runCommand(finish),
  gate: async (finish) => (await import('./commands/gate.js')).gateCommand(finish),
  diff: async (finish) => (await import('./commands/diff.js')).diffCommand(finish),
  merge: async (finish) => (await import('./commands/merge.js')).mergeCommand(finish),
  report: async () => (await import('./commands/report.js')).reportCommand(),
  list: async () => (await import('./commands/list.js')).listCommand(),
  doctor: async (finish) => (await import('./commands/doctor.js')).doctorCommand(finish),
  mock: async (finish) => (await import('./commands/mock.js')).mockCommand(finish),
  driver: async (finish) => (await import('./commands/driver.js')).driverCommand(finish),
};

const [first = ''] = process.argv.slice(2);
if (first === 'mock' && isBuilt('mock.cjs')) {
  await (loadBuilt('mock.cjs') as MockProgram).runMock();
} else {
  const { runProgram } = await import('./program.js');
  // Help, and what is misspelled, need to know all of them.
  await runProgram(Object.hasOwn(commands, first) ? [commands[first]!] : Object.values(commands));
}
