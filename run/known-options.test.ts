import { expect, test } from 'vitest';

import { CommandError, gate, run } from './index.js';

test.each([
  ['run', () => run({ sdk: ['python'] } as never), 'sdk', 'Did you mean sdks? '],
  ['run', () => run({ Strict: true } as never), 'Strict', 'Did you mean strict? '],
  ['run', () => run({ sdks: ['python'], against: ['python@5.3.1'] } as never), 'against', ''],
  ['gate', () => gate({ sdks: ['python'], agianst: ['python@5.3.1'] } as never), 'agianst', 'Did you mean against? '],
  ['gate', () => gate({ toString: 1 } as never), 'toString', ''],
])('an option that %s does not have is refused in a sentence (%#)', async (of, start, name, suggestion) => {
  const error: unknown = await start().catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(CommandError);
  expect(error).toMatchObject({ exitCode: 2 });
  const sentence = `Failed to read the options of ${of}: there is no "${name}". ${suggestion}Choose from `;
  expect((error as Error).message.startsWith(sentence), (error as Error).message).toBe(true);
});
