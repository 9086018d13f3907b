import Table from 'cli-table3';

import type { ResultRecord } from '../verdicts/model.js';
import { countVerdicts, rowOf, verdicts } from '../verdicts/verdicts.js';
import type { Lookup } from './lookup.js';
import { type Colors, paint } from './terminal-text.js';

/** Suites against SDKs, and what the glyphs mean. */
export function matrix({ results, suites, resultsOf }: Lookup, colors: Colors): string {
  const grid = new Table({
    head: ['', ...results.sdks.map(({ id, version }) => (version ? `${id}\n${version}` : id))],
    style: { head: [], border: [], compact: true },
    chars: { mid: '', 'left-mid': '', 'mid-mid': '', 'right-mid': '' },
  });
  const columns = results.sdks.map(({ id }) => resultsOf(id));
  grid.push(
    ...suites.map((suite) => [
      suite,
      ...columns.map((column) =>
        cell(
          column.filter((result) => result.suite === suite),
          colors,
        ),
      ),
    ]),
    ['all', ...columns.map((column) => cell(column, colors))],
  );
  const counts = countVerdicts(results.results);
  const legend = verdicts
    .filter((verdict) => counts[verdict] > 0)
    .map((verdict) => {
      const { glyph, label, meaning, tone } = rowOf(verdict);
      return paint(tone, `${glyph} ${label}`, colors) + colors.dim(`: ${meaning}`);
    });
  return [grid.toString(), ...legend].join('\n');
}

function cell(results: readonly ResultRecord[], colors: Colors): string {
  const counts = countVerdicts(results);
  return verdicts
    .filter((verdict) => counts[verdict] > 0)
    .map((verdict) => paint(rowOf(verdict).tone, `${counts[verdict]}${rowOf(verdict).glyph}`, colors))
    .join(' ');
}
