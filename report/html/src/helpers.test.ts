import { describe, expect, it } from 'vitest';

import { evidenceWords } from './evidence-words.js';
import { noFilter, parseRoute, type Route, routeHash } from './route.js';
import { comparedWith } from './shared-words.js';
import { functionRange } from './story/functions.js';

describe('the address', () => {
  it.each<Route>([
    { view: 'matrix', filter: noFilter, opened: null },
    { view: 'fix', filter: noFilter, opened: { sdk: 'java', cause: 'query/boolean-spelling:query.get_or_create' } },
    {
      view: 'parity',
      filter: { sdk: 'python=../a b', suite: 'create', verdict: 'known', cause: 'a:b', text: 'x & y=?#%' },
      opened: { behaviour: 'conflict/keeps-the-stored-user', sdk: 'python=../a b' },
    },
  ])('leads back to its place: %j', (route) => {
    expect(parseRoute(routeHash(route))).toEqual(route);
  });

  it('that nobody wrote leads to the first view', () => {
    for (const hash of ['', '#', '#/nowhere?verdict=splendid&at=only-half', '#view'])
      expect(parseRoute(hash, 'changes')).toEqual({ view: 'changes', filter: noFilter, opened: null });
  });
});

describe('the function of a call', () => {
  const examples: [language: string, text: string, expected: string][] = [
    [
      'Python',
      '# c\n\ndef get_or_create(c, i, d=None):\n    """Doc."""\n    return c.add(i)\n\n\ndef other():\n    pass',
      'def get_or_create(c, i, d=None):\n    """Doc."""\n    return c.add(i)',
    ],
    [
      'JavaScript',
      '/** D */\nexport async function getOrCreate(c) {\n  return 1;\n}\n\nexport function create() {}',
      '/** D */\nexport async function getOrCreate(c) {\n  return 1;\n}',
    ],
    [
      'an arrow',
      'const x = 1;\nexport const getOrCreate = async (c) => {\n  y();\n};\nz();',
      'export const getOrCreate = async (c) => {\n  y();\n};',
    ],
    [
      'Go',
      'package x\n\n// GetOrCreate does.\nfunc GetOrCreate(\n\tctx C,\n) error {\n\treturn nil\n}\n\nfunc Get() {}',
      '// GetOrCreate does.\nfunc GetOrCreate(\n\tctx C,\n) error {\n\treturn nil\n}',
    ],
    [
      'Go, of a receiver',
      'func (c *Client) GetOrCreate(ctx C) error {\n\treturn nil\n}',
      'func (c *Client) GetOrCreate(ctx C) error {\n\treturn nil\n}',
    ],
    [
      'Java',
      'class E {\n    static User getOrCreate(Client c) {\n        return c.x();\n    }\n\n    static User get() {}\n}',
      '    static User getOrCreate(Client c) {\n        return c.x();\n    }',
    ],
    ['Ruby', 'def get_or_create(c)\n  c.add\nend\n\ndef get(c)\nend', 'def get_or_create(c)\n  c.add\nend'],
    [
      'C#',
      'class E\n{\n    public static Task GetOrCreate(C c)\n    {\n        return c;\n    }\n}',
      '    public static Task GetOrCreate(C c)\n    {\n        return c;\n    }',
    ],
  ];

  it.each(examples)('is found in %s', (_language, text, expected) => {
    const lines = text.split('\n');
    const range = functionRange(lines, 'getOrCreate');
    expect(range && lines.slice(range.from, range.to).join('\n')).toBe(expected);
  });

  it('that is not there is not made up', () => {
    expect(functionRange(['create()', 'def creates():', '    create()'], 'create')).toBeNull();
  });
});

describe('a line compared with others', () => {
  const marked = (line: string, ...others: string[]) =>
    comparedWith(line, others)
      .map(({ text, differs }) => (differs ? `[${text}]` : text))
      .join('');

  it.each([
    [['POST /?a=False {"id"} → 201', 'POST /?a=true {"id"} → 201'], 'POST /?a=[False] {"id"} → 201'],
    [['POST / {"id"} → 201 [odd]', 'POST /?a=1 {"id"} → 201'], 'POST / {"id"} → 201[ [odd]]'],
    [['same', 'same'], 'same'],
    [['alone', ''], '[alone]'],
    [['a b c', 'a x c', 'a b y'], 'a [b] [c]'],
  ])('marks whole words that not all have: %j', (lines, expected) => {
    expect(marked(lines[0] ?? '', ...lines)).toBe(expected);
  });
});

describe('evidence in words', () => {
  it.each([
    ['an error with status 409 and code 22 → a user', 'Expected an error with status 409 and code 22, got a user'],
    ['data.name: "John" → nothing', 'data.name: expected "John", got nothing'],
    ['0.data.gender: "male" → nothing', 'the first user\'s data.gender: expected "male", got nothing'],
    ['0.data.a: 1 → 2, 21.id: "a" → "b"', 'the first user\'s data.a: 1 → 2, user 22\'s id: "a" → "b"'],
    ['1: nothing → "addUser"', '1: expected nothing, got "addUser"'],
    ['{"a": 1} → nothing', 'Expected {"a": 1}, got nothing'],
    ['The path lacks the slash at its end.', 'The path lacks the slash at its end.'],
  ])('of %s is %s', (text, words) => {
    expect(evidenceWords(text)).toBe(words);
  });
});
