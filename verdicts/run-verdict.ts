import { sdksUnderTest } from './causes.js';
import type { EndingSignal, ResultRecord, Results, RunVerdict, SdkRecord, ShardRecord } from './model.js';
import { grouped, listed, plural } from './text.js';
import { applies, countVerdicts, rowOf } from './verdicts.js';

/** What a verdict speaks of. */
export interface VerdictMaterial {
  sdks: readonly SdkRecord[];
  results: readonly ResultRecord[];
  suite: Pick<Results['suite'], 'behaviours' | 'of' | 'part'>;
  shard?: Pick<ShardRecord, 'index' | 'of'>;
}

/** One verdict for a run, or for a part of one. `stale`: entries of its list that allow nothing any more. */
export function runVerdict(material: VerdictMaterial, stale: readonly unknown[] = []): RunVerdict {
  return ofPart(verdictOf(material, stale), material);
}

/** A part says of what, so that it never speaks for the whole. */
function ofPart(verdict: RunVerdict, { suite, shard }: VerdictMaterial): RunVerdict {
  const notes = [
    ...(suite.part === undefined ? [] : [` This is ${suite.behaviours} of ${suite.of} behaviours (${suite.part}).`]),
    ...(shard ? [` This is part ${shard.index} of ${shard.of}; merge them all.`] : []),
  ];
  return { ...verdict, sentence: `${verdict.sentence}${notes.join('')}` };
}

function verdictOf({ sdks, results, suite }: VerdictMaterial, stale: readonly unknown[]): RunVerdict {
  const counts = countVerdicts(results);
  const failed = results.filter(({ verdict }) => verdict === 'failed');
  const unknown = results.filter(({ verdict }) => rowOf(verdict).tone === 'unknown');
  const end = (exitCode: RunVerdict['exitCode'], sentence: string, ifLong = sentence, notes = ''): RunVerdict => ({
    ...{ counts, exitCode, heading: headingOf(sentence, ifLong), sentence: `${sentence}${notes}` },
  });
  if (failed.length > 0) {
    const names = new Set(failed.map(({ sdk }) => sdk));
    const where = names.size === 1 ? [...names].join() : plural(names.size, 'SDK');
    const count = plural(failed.length, 'behaviour');
    const ifLong = `Failed: ${count} in ${where} ${failed.length === 1 ? 'does' : 'do'} not hold.`;
    return end(1, failedSentence(failed), ifLong);
  }
  if (stale.length > 0) {
    const one = stale.length === 1;
    const entries = one ? 'a known divergence no longer fails' : `${stale.length} known divergences no longer fail`;
    return end(1, `Failed: ${entries}; take ${one ? 'it' : 'them'} off the list.`);
  }
  if (unknown.length > 0) {
    const count = plural(unknown.length, 'behaviour');
    const sentence = `Could not judge: ${count} in ${namesOf(unknown)} came to no end.`;
    return end(3, sentence, `Could not judge: ${count} came to no end.`);
  }
  if (!results.some(({ verdict }) => applies(verdict))) {
    return end(3, 'Could not judge: nothing ran.');
  }
  const who = listed(sdksUnderTest(sdks).flatMap(({ id, status }) => (status === 'ran' ? [id] : [])));
  const known = counts.known > 0 ? `, but for ${counts.known} that ${counts.known === 1 ? 'is' : 'are'} known` : '';
  const unsteady = results.filter(({ verdict, rounds }) => verdict === 'passed' && rounds !== undefined).length;
  const wavers = unsteady > 0 ? ` ${unsteady} of them held only when run again: unsteady.` : '';
  const among = suite.part === undefined ? '' : ` among ${suite.behaviours} of ${plural(suite.of, 'behaviour')}`;
  const ifLong = `Passed: nothing ${known && 'new '}fails${among}.`;
  const passed = end(0, `Passed: every behaviour that applies to ${who} holds${known}.`, ifLong, wavers);
  // "Every behaviour" is no heading of a part.
  return among === '' ? passed : { ...passed, heading: ifLong };
}

/** The sentence itself where it has no more than the twelve words of a heading: then nothing is said twice. */
export function headingOf(sentence: string, ifLong: string): string {
  return sentence.split(' ').length <= 12 ? sentence : ifLong;
}

/** The verdict of a run that a signal ended: none, whatever it had found by then. */
export function partialVerdict(material: VerdictMaterial, signal: EndingSignal): RunVerdict {
  const { results } = material;
  const counts = countVerdicts(results);
  const there = `${grouped(results.length - counts['not-run'])} of ${plural(results.length, 'result')}`;
  const heading = `Could not judge: the run was ended by ${signal}.`;
  const sentence = `${heading} ${there} were there by then. This report is partial.`;
  return ofPart({ exitCode: 3, heading, sentence, counts }, material);
}

/** A deployment's faults are told before those of the SDKs: they may be what the SDKs stumbled over. */
function failedSentence(failed: readonly ResultRecord[]): string {
  const byServer = failed.filter(({ failure }) => failure?.blame === 'server');
  const bySdk = failed.filter(({ failure }) => failure?.blame !== 'server');
  const server = `the deployment answers outside the contract in ${plural(byServer.length, 'behaviour')}`;
  const sdk = `${plural(bySdk.length, 'behaviour')} in ${namesOf(bySdk)} ${bySdk.length === 1 ? 'does' : 'do'} not hold`;
  return `Failed: ${[...(byServer.length > 0 ? [server] : []), ...(bySdk.length > 0 ? [sdk] : [])].join(', and ')}.`;
}

function namesOf(results: readonly ResultRecord[]): string {
  return listed([...new Set(results.map(({ sdk }) => sdk))]);
}
