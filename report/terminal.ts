import Table from 'cli-table3';
import pc from 'picocolors';

import { countKinds, type Lookup, lookup } from './lookup.js';
import type { ResultRecord, Results } from './model.js';
import { type Kind, kindOf, kinds, presentations, type Tone } from './presentation.js';
import { storySections } from './story.js';
import { renderChanges } from './terminal-changes.js';
import { oneLine, plural } from './text.js';

type Colors = ReturnType<typeof pc.createColors>;

const tones: Record<Tone, (colors: Colors) => (text: string) => string> = {
  good: (colors) => colors.green,
  note: (colors) => colors.yellow,
  bad: (colors) => colors.red,
  unknown: (colors) => colors.magenta,
  quiet: (colors) => colors.dim,
};

/** A run told on a terminal: a table of suites against SDKs, each failure with its evidence, one sentence. */
export function renderTerminal(results: Results, colors: Colors = pc.createColors(false)): string {
  const index = lookup(results);
  return [
    table(index, colors),
    legend(results, colors),
    ...notRun(results, colors),
    ...flaky(results),
    ...deviations(results, colors),
    // Beside a release, what is known is what both fail; the comparison itself is of more interest.
    ...(results.changes ? [] : known(results, colors)),
    ...failures(index, colors, results.changes ? storiesBesideChanges : Infinity),
    ...(results.changes && results.changes.items.length > 0 ? [renderChanges(results.changes, colors)] : []),
    ...parity(results),
    verdict(results, colors),
  ].join('\n\n');
}

function paint(kind: Kind, text: string, colors: Colors): string {
  return tones[presentations[kind].tone](colors)(text);
}

function table({ results, suites }: Lookup, colors: Colors): string {
  const rows = suites.map((suite) => [
    suite,
    ...results.sdks.map(({ id }) =>
      cell(
        results.results.filter((result) => result.sdk === id && result.suite === suite),
        colors,
      ),
    ),
  ]);
  const grid = new Table({
    head: ['', ...results.sdks.map(({ id, version }) => (version ? `${id}\n${version}` : id))],
    style: { head: [], border: [], compact: true },
    chars: { mid: '', 'left-mid': '', 'mid-mid': '', 'right-mid': '' },
  });
  grid.push(...rows, [
    'all',
    ...results.sdks.map(({ id }) =>
      cell(
        results.results.filter(({ sdk }) => sdk === id),
        colors,
      ),
    ),
  ]);
  return grid.toString();
}

function cell(results: readonly ResultRecord[], colors: Colors): string {
  const counts = countKinds(results);
  return kinds
    .filter((kind) => counts[kind] > 0)
    .map((kind) => paint(kind, `${counts[kind]}${presentations[kind].glyph}`, colors))
    .join(' ');
}

function legend(results: Results, colors: Colors): string {
  const counts = countKinds(results.results);
  return kinds
    .filter((kind) => counts[kind] > 0)
    .map((kind) => {
      const { glyph, label, meaning } = presentations[kind];
      return paint(kind, `${glyph} ${label}`, colors) + colors.dim(`: ${meaning}`);
    })
    .join('\n');
}

function notRun({ sdks }: Results, colors: Colors): string[] {
  const lines = sdks
    .filter(({ status }) => status === 'not-run')
    .map(({ id, reason, remedy }) =>
      `${paint('not-run', `○ ${id} did not run.`, colors)} ${oneLine(reason ?? '')} ${oneLine(remedy ?? '')}`.trim(),
    );
  return lines.length > 0 ? [lines.join('\n')] : [];
}

function flaky({ results }: Results): string[] {
  const lines = results.flatMap(({ sdk, behaviour, rounds }) =>
    rounds ? [`${sdk}  ${behaviour}  does not always agree: ${rounds.join(', ')}`] : [],
  );
  return lines.length > 0 ? [lines.join('\n')] : [];
}

/** Grouped by reason: one cause often breaks several behaviours of several SDKs. */
function known({ results }: Results, colors: Colors): string[] {
  const reasons = new Map<string, ResultRecord[]>();
  for (const result of results.filter((candidate) => kindOf(candidate) === 'known')) {
    const reason = result.known?.reason ?? '';
    reasons.set(reason, [...(reasons.get(reason) ?? []), result]);
  }
  if (reasons.size === 0) return [];
  const entries = [...reasons].map(([reason, members]) => {
    const behaviours = [...new Set(members.map(({ behaviour }) => behaviour))];
    const sdks = [...new Set(members.map(({ sdk }) => sdk))];
    const title = `${paint('known', '◆', colors)} ${sdks.join(', ')}: ${oneLine(reason)}`;
    return [title, ...behaviours.map((id) => colors.dim(`    ${id}`))].join('\n');
  });
  return [['Known divergences, allowed:', ...entries].join('\n')];
}

/** What works although the contract does not say so: each kind once, with an example of it. */
function deviations({ results }: Results, colors: Colors): string[] {
  const kindsSeen = new Map<string, { message: string; sdks: Map<string, number> }>();
  for (const { sdk, exchanges } of results) {
    const ids = new Map(exchanges.flatMap((exchange) => exchange.deviations.map(({ id, message }) => [id, message])));
    for (const [id, message] of ids) {
      const entry = kindsSeen.get(id) ?? { message, sdks: new Map<string, number>() };
      kindsSeen.set(id, entry);
      entry.sdks.set(sdk, (entry.sdks.get(sdk) ?? 0) + 1);
    }
  }
  if (kindsSeen.size === 0) return [];
  const entries = [...kindsSeen].map(([id, { message, sdks }]) => {
    const where = [...sdks].map(([sdk, count]) => `${sdk} in ${count}`).join(', ');
    return `${paint('tolerated', '~', colors)} ${id}: ${where}\n${colors.dim(`    ${oneLine(message)}`)}`;
  });
  return [['Tolerated deviations, by the number of behaviours they show in:', ...entries].join('\n')];
}

function parity({ parity: records }: Results): string[] {
  if (records.length === 0) return [];
  const outcomes = records.filter((record) => record.outcomes.length > 0).length;
  const wire = records.filter((record) => record.wire.length > 0).length;
  return [
    `Parity: applications see different outcomes in ${plural(outcomes, 'behaviour')}; the wire differs in ${wire}.`,
  ];
}

const untold: readonly Kind[] = ['passed', 'tolerated', 'known', 'not-applicable', 'not-run'];

/** Beside what changed, the stories of all that failed would be read by nobody. */
const storiesBesideChanges = 3;

function failures(index: Lookup, colors: Colors, limit: number): string[] {
  const failed = index.results.results.filter((result) => !untold.includes(kindOf(result)));
  const stories = failed.slice(0, limit).map((result) => {
    const kind = kindOf(result);
    const { glyph, label } = presentations[kind];
    const title = paint(kind, `${glyph} ${label}`, colors) + colors.bold(`  ${result.sdk}  ${result.behaviour}`);
    const sections = storySections(index, result).map(
      (section) => `  ${colors.dim(section.title)}\n${section.text.replace(/^(?=.)/gm, '    ')}`,
    );
    return [title, ...sections].join('\n');
  });
  const left = failed.length - stories.length;
  return left > 0 ? [...stories, `The stories of ${left} more are in the report.`] : stories;
}

function verdict({ verdict: { exitCode, sentence } }: Results, colors: Colors): string {
  const color = exitCode === 0 ? colors.green : exitCode === 1 ? colors.red : colors.magenta;
  return color(colors.bold(sentence));
}
