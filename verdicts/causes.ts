import { adviceFor } from './advice.js';
import { deviationKey, type Evidence, evidenceOf, keyOfText, placesOf } from './evidence.js';
import type { BehaviourRecord, CauseRecord, EvidenceRecord, ResultRecord, SdkRecord } from './model.js';
import { asSentence, oneLine } from './text.js';
import { rowOf, type Verdict } from './verdicts.js';

export interface CauseMaterial {
  sdks: readonly SdkRecord[];
  behaviours: readonly BehaviourRecord[];
  results: readonly ResultRecord[];
}

/** What to do about a behaviour that came to no end. */
const remedies: Partial<Record<Verdict, string>> = {
  'suite-bug': 'Mend the behaviour: nothing is wrong with the SDK.',
  'driver-error': 'Mend the driver: nothing is known of the SDK.',
  crashed: 'Find out what ended the process: the last lines of the driver are in the story.',
  'timed-out': 'Find out what the call waits for: the last lines of the driver are in the story.',
};

const order: Record<CauseRecord['status'], number> = { new: 0, known: 1, accepted: 2 };

/**
 * What to fix: the results of each SDK under test, put together by how they fail. What a list of known divergences
 * explains by one reason is one cause, also where several entries give it.
 * @param isFresh whether a deviation counts against the SDK; none does unless the run is strict or a release had it not.
 */
export function causesOf(
  material: CauseMaterial,
  isFresh: (sdk: string, key: string) => boolean = () => false,
): CauseRecord[] {
  const groups = new Groups();
  const underTest = new Set(sdksUnderTest(material.sdks).map(({ id }) => id));
  const known = knownPlaces(material.results);
  for (const result of material.results) {
    if (!underTest.has(result.sdk)) continue;
    if (explains(result)) {
      const evidence = evidenceOf(result, result.known ? undefined : known.get(result.sdk));
      groups.add(groupOf(result, evidence), result, evidence);
    }
    for (const deviation of result.exchanges.flatMap(({ deviations }) => deviations)) {
      const key = deviationKey(deviation);
      groups.add(`deviation ${key}`, result, { key, cause: key, text: oneLine(deviation.message) });
    }
  }
  const behaviours = new Map(material.behaviours.map((behaviour) => [behaviour.id, behaviour]));
  const rules = new Map(material.behaviours.map(({ rule }) => [rule.id, rule]));
  const causes = groups.all().map(({ name, sdk, seen }): CauseRecord => {
    const members = [...new Map(seen.map(({ result }) => [result.behaviour, result])).values()];
    // Of what was sent wrong, what the application sees of it tells more than the request alone.
    const telling = members.filter(({ failure: told }) => told?.sent !== undefined);
    const example = simplest(telling.length > 0 ? telling : members);
    const evidence = evidencesOf(seen);
    const ids = members.map(({ behaviour }) => behaviour);
    const base = {
      key: keyOf(example, seen[0]!.evidence.cause, name),
      sdk,
      evidence,
      behaviours: ids,
      example: example.behaviour,
    };
    const { command, known, failure, verdict } = example;
    if (name.startsWith('deviation ')) {
      const { rule, ...advice } = adviceFor(base.key.slice(0, base.key.indexOf(':')));
      const status = isFresh(sdk, base.key) ? 'new' : 'accepted';
      const told = { sentence: evidence[0]!.text, ...advice, command };
      return { ...base, kind: 'deviation', status, ...told, ...withRule(rule === undefined ? rule : rules.get(rule)) };
    }
    const behaviour = behaviours.get(example.behaviour);
    const rule = rules.get(failure?.rule ?? '') ?? behaviour?.rule;
    const message = oneLine(failure?.message ?? 'nothing was recorded');
    const sent = failure?.sent;
    const failed = rowOf(verdict).judged;
    // Where another rule is broken than the behaviour's, that one.
    const due = (failure?.rule && rule ? rule : behaviour)?.sentence.replace(/\.$/, '');
    const holds = due ? `${failed ? 'Must hold, and does not' : 'Nobody can tell whether it holds'}: ${due}.` : message;
    return {
      ...base,
      kind: failed ? 'failure' : 'unjudged',
      status: known ? 'known' : 'new',
      sentence: known?.by === 'list' ? oneLine(known.reason) : oneLine(sent ?? message),
      effect: asSentence(
        known?.by === 'list' ? withValue(message, evidence[0]!.text) : sent === undefined ? holds : message,
      ),
      remedy: known?.remedy ?? remedies[verdict] ?? remedyFor(example, rule),
      command,
      ...(failed ? withRule(rule) : {}),
      ...(known ? { known } : {}),
    };
  });
  return causes.sort((a, b) => order[a.status] - order[b.status] || b.behaviours.length - a.behaviours.length);
}

/** Of each SDK, where what is known differs: what is new beside it would stand behind it, or not be told at all. */
function knownPlaces(results: readonly ResultRecord[]): Map<string, ReadonlySet<string>> {
  const places = new Map<string, Set<string>>();
  for (const result of results) {
    if (!result.known) continue;
    const own = places.get(result.sdk) ?? new Set();
    for (const place of placesOf(result)) own.add(place);
    places.set(result.sdk, own);
  }
  return places;
}

/** Without the releases that a gate only compares with. */
export function sdksUnderTest(sdks: readonly SdkRecord[]): SdkRecord[] {
  return sdks.filter(({ id }) => !sdks.some(({ against }) => against === id));
}

/** What fails for its deviations alone is told as deviations. */
function explains({ verdict, failure }: ResultRecord): boolean {
  const { tone } = rowOf(verdict);
  return (tone === 'bad' || tone === 'unknown' || tone === 'note') && failure?.blame !== 'wire';
}

function groupOf({ known, verdict }: ResultRecord, { cause }: Evidence): string {
  return known?.by === 'list' ? `known ${oneLine(known.reason)}` : `${verdict} ${cause}`;
}

/**
 * What a list allows is called by its reason, since several entries may allow the same evidence. Beside what is new there
 * may be the same evidence that a release has as well, or that came to no end: the key says which.
 */
function keyOf({ known, verdict }: ResultRecord, cause: string, name: string): string {
  if (name.startsWith('deviation ')) return cause;
  if (known?.by === 'list') return keyOfText(known.reason);
  if (known) return `${known.by}/${cause}`;
  return verdict === 'failed' ? cause : `${verdict}/${cause}`;
}

interface Seen {
  result: ResultRecord;
  evidence: Evidence;
}

class Groups {
  private readonly groups = new Map<string, { name: string; sdk: string; seen: Seen[] }>();

  add(name: string, result: ResultRecord, evidence: Evidence): void {
    const key = `${result.sdk}\n${name}`;
    let group = this.groups.get(key);
    if (!group) this.groups.set(key, (group = { name, sdk: result.sdk, seen: [] }));
    group.seen.push({ result, evidence });
  }

  all() {
    return [...this.groups.values()];
  }
}

/** Evidence with the same words once, the most frequent first. */
function evidencesOf(seen: readonly Seen[]): EvidenceRecord[] {
  const records = new Map<string, { key: string; text: string; behaviours: Set<string> }>();
  for (const { result, evidence } of seen) {
    const { key, text } = evidence;
    const id = `${key}\n${text}`;
    let record = records.get(id);
    if (!record) records.set(id, (record = { key, text, behaviours: new Set() }));
    record.behaviours.add(result.behaviour);
  }
  return [...records.values()]
    .map(({ behaviours, ...evidence }) => ({ ...evidence, behaviours: [...behaviours] }))
    .sort((a, b) => b.behaviours.length - a.behaviours.length);
}

/** The one that a reader understands first: the fewest calls. */
function simplest(results: readonly ResultRecord[]): ResultRecord {
  const weight = ({ steps, exchanges }: ResultRecord) => steps.length + exchanges.length;
  return results.reduce((best, result) => (weight(result) < weight(best) ? result : best));
}

function withValue(message: string, text: string): string {
  return message.includes(text) || text.includes(message) ? message : `${message}: ${text}`;
}

function withRule(rule: CauseRecord['rule']): Pick<CauseRecord, 'rule'> {
  return rule ? { rule } : {};
}

function remedyFor({ failure }: ResultRecord, rule: CauseRecord['rule']): string {
  if (failure?.blame === 'server') return 'Mend the deployment: it answers outside the contract.';
  return rule ? `Do what the contract says: ${rule.sentence}` : 'Do what the contract says.';
}
