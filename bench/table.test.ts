import { expect, it } from 'vitest';

import { compare, skipped } from './measure.js';
import { renderTable } from './table.js';

it('shows the bound and whether it is met beside each ratio', () => {
  const table = renderTable([
    compare({ measure: 'ready', ours: 400, other: 800, bound: { atMost: 1 }, note: 'than prism' }),
    compare({ measure: 'requests', ours: 900, other: 1000, bound: { atLeast: 1 }, show: (value) => `${value}/s` }),
    skipped('page', { atMost: 1 }, 'no browser'),
  ]);
  expect(`\n${table}\n`).toMatchInlineSnapshot(`
    "
    ┌──────────┬────────┬────────┬───────┬─────────┬─────┬─────────────────────┐
    │ measure  │   ours │  other │ ratio │   bound │ met │                     │
    ├──────────┼────────┼────────┼───────┼─────────┼─────┼─────────────────────┤
    │ ready    │ 400 ms │ 800 ms │ 0.50× │ ≤ 1.00× │ yes │ than prism          │
    │ requests │  900/s │ 1000/s │ 0.90× │ ≥ 1.00× │ NO  │                     │
    │ page     │        │        │       │ ≤ 1.00× │ –   │ skipped: no browser │
    └──────────┴────────┴────────┴───────┴─────────┴─────┴─────────────────────┘
    "
  `);
});
