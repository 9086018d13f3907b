import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { writeReports } from '../run/write-reports.js';
import { renderReport } from '../report/formats.js';
import type { Results } from '../verdicts/model.js';
import { largeResults } from '../testing/large-results.js';
import type { Bench, Row } from './bench.js';
import { compare, inTurns, median, timed } from './measure.js';
import { inFolder } from './workplace.js';

const rounds = 9;

/** 10,000 cells. */
export const largeRun = (): Results => largeResults(1_000, 10);

/**
 * From the text of `results.json` to all formats on the disk, against what nobody can do without: `JSON.parse` of that
 * text, and writing the same files with their text at hand.
 */
export const reports: Bench = {
  name: 'reports',
  summary: 'every format of a report of 10,000 cells, against parsing and writing alone',
  run: (say) => inFolder(async (folder) => [await measureFormats(folder, say)]),
};

async function measureFormats(folder: string, say: (what: string) => void): Promise<Row> {
  const results = largeRun();
  const text = renderReport(results, 'json');
  const files = writeReports(folder, results).map((file) => ({ file, text: readFileSync(file, 'utf8') }));
  const parseAndRender = () => writeReports(join(folder, 'again'), JSON.parse(text) as Results);
  const parseAndWrite = () => {
    JSON.parse(text);
    for (const { file, text } of files) writeFileSync(file, text);
  };
  say(`${rounds} times every format`);
  await inTurns(2, [parseAndRender, parseAndWrite], (work) => timed(work));
  const spent = await inTurns(rounds, [parseAndRender, parseAndWrite], (work) => timed(work));
  return compare({
    measure: 'all reports of 10,000 cells',
    ours: median(spent(parseAndRender)),
    other: median(spent(parseAndWrite)),
    bound: { atMost: 2 },
    note: `the other parses and writes ${(files.reduce((sum, { text }) => sum + text.length, 0) / 2 ** 20).toFixed(0)} MiB`,
  });
}
