const ordinals = ['first', 'second', 'third', 'fourth', 'fifth'];

/**
 * Evidence as a sentence: `an error → a user` is `expected an error, got a user`. Where it holds several differences the
 * arrows stay, which are easier to tell apart.
 */
export function evidenceWords(text: string): string {
  const told = text.replace(/(^|, )(\d+)\.(?=(?:data|id)\b)/g, (_, before: string, at: string) => {
    return `${before}${whose(Number(at))} `;
  });
  const [, place = '', expected, got] = /^((?:[\w.' ]*: )?)(.+) → (.+)$/s.exec(told) ?? [];
  if (expected === undefined || got === undefined || expected.includes(' → ')) return told;
  return `${place}${place === '' ? 'Expected' : 'expected'} ${expected}, got ${got}`;
}

/** Of a list of users, by its position. */
const whose = (at: number): string => (ordinals[at] ? `the ${ordinals[at]} user's` : `user ${at + 1}'s`);
