import Table from 'cli-table3';

import { type Bound, isMet, type Row } from './bench.js';

/** The lines as a table for people. Plain text: it is pasted into documents. */
export function renderTable(rows: readonly Row[]): string {
  const table = new Table({
    head: ['measure', 'ours', 'other', 'ratio', 'bound', 'met', ''],
    colAligns: ['left', 'right', 'right', 'right', 'right', 'left', 'left'],
    style: { head: [], border: [], compact: true },
  });
  for (const row of rows) {
    const { measure, ours, other, ratio, bound, note } = row;
    table.push([measure, ours, other, ratio === null ? '' : times(ratio), describeBound(bound), metText(row), note]);
  }
  return table.toString();
}

function metText(row: Row): string {
  const met = isMet(row);
  return met === null ? '–' : met ? 'yes' : 'NO';
}

function describeBound(bound: Bound): string {
  return 'atLeast' in bound ? `≥ ${times(bound.atLeast)}` : `≤ ${times(bound.atMost)}`;
}

const times = (ratio: number): string => `${ratio.toFixed(2)}×`;
