import { describe, expect, it } from 'vitest';

import { move } from './matrix/keys.js';
import { rowTops, spanBetween } from './matrix/virtual.js';
import { noFilter, parseRoute, routeHash } from './route.js';
import type { Route } from './route.js';
import { comparedWith } from './shared-words.js';
import { functionRange } from './story/functions.js';
import { highlightLines } from './story/highlight.js';
import { jsonLines } from './story/json-lines.js';

describe('the address', () => {
  it.each<Route>([
    { view: 'matrix', filter: noFilter, story: null },
    {
      view: 'parity',
      filter: {
        sdks: ['python=../a b', 'go@8.9.0'],
        suites: ['create'],
        kinds: ['known', 'failed'],
        text: 'x & y=?#%',
      },
      story: { behaviour: 'conflict/keeps-the-stored-user', sdk: 'python=../a b' },
    },
  ])('leads back to its place: %j', (route) => {
    expect(parseRoute(routeHash(route))).toEqual(route);
  });

  it('that nobody wrote leads to the matrix', () => {
    const matrix = { view: 'matrix', filter: noFilter, story: null };
    for (const hash of ['', '#', '#/nowhere?verdict=splendid&at=only-half', '#view'])
      expect(parseRoute(hash)).toEqual(matrix);
  });
});

describe('the rows in sight', () => {
  const tops = rowTops([40, 20, 20, 20]);

  it.each([
    [0, 30, 0, 1],
    [45, 65, 1, 3],
    [-500, 10_000, 0, 4],
    [5_000, 6_000, 4, 4],
  ])('between %i and %i are %i to %i', (top, bottom, from, to) => {
    expect(spanBetween(tops, top, bottom)).toEqual({ from, to });
  });
});

it('keys move within the grid and leave the others alone', () => {
  const press = (key: string, ctrlKey = false) => move({ row: 5, column: 1 }, { key, ctrlKey, metaKey: false }, 8, 3);
  expect([press('ArrowUp'), press('ArrowRight'), press('PageDown'), press('PageUp')]).toEqual([
    { row: 4, column: 1 },
    { row: 5, column: 2 },
    { row: 7, column: 1 },
    { row: 0, column: 1 },
  ]);
  expect([press('Home'), press('End', true), press('Enter'), press('a')]).toEqual([
    { row: 5, column: 0 },
    { row: 7, column: 2 },
    null,
    null,
  ]);
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

it('highlighted lines hold the text they were made of', () => {
  const text = 'def f():\n    """Two\n    lines."""\n    return "<b>"\n';
  const joined = (file: string) =>
    highlightLines(file, text)
      .map((line) => line.map((token) => token.text).join(''))
      .join('\n');
  expect(joined('example.py')).toBe(text.trimEnd());
  expect(joined('example.unknown')).toBe(text.trimEnd());
});

it('a body is told line by line, each with its place', () => {
  expect(jsonLines('{"id":"a","data":{"n":[1,{}]}}', 'body')).toEqual([
    { text: '{', path: 'body' },
    { text: '  "id": "a",', path: 'body.id' },
    { text: '  "data": {', path: 'body.data' },
    { text: '    "n": [', path: 'body.data.n' },
    { text: '      1,', path: 'body.data.n.0' },
    { text: '      {}', path: 'body.data.n.1' },
    { text: '    ]', path: '' },
    { text: '  }', path: '' },
    { text: '}', path: '' },
  ]);
  expect(jsonLines('{"id":', 'body')).toBeNull();
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
