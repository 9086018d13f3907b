import type { BehaviourRecord, ResultRecord, Results, SdkRecord } from '../verdicts/model.js';
import { type Verdict, verdicts } from '../verdicts/verdicts.js';
import { assemble, sampleResults } from './sample-results.js';

/** What ordinary runs are made of, roughly: most of it holds. Names of verdicts, with how many of twenty they are. */
const ordinary: Partial<Record<Verdict, number>> = {
  passed: 16,
  known: 1,
  failed: 1,
  'not-applicable': 1,
  'not-run': 1,
};

/**
 * A run of many behaviours and SDKs, made of the sample's results in turn: for measuring, and for what must hold however
 * much failed.
 * @param shares Of each verdict, how many results to take before the next verdict has its turn.
 */
export function largeResults(
  behaviourCount: number,
  sdkCount: number,
  shares: Partial<Record<Verdict, number>> = ordinary,
): Results {
  const sample = sampleResults();
  const models = verdicts.flatMap((verdict) => {
    const model = sample.results.find((result) => result.verdict === verdict);
    return model ? new Array<ResultRecord>(shares[verdict] ?? 0).fill(model) : [];
  });
  const sdks: SdkRecord[] = Array.from({ length: sdkCount }, (_, index) => {
    const model = sample.sdks[index % 3] as SdkRecord;
    return { ...model, id: index < 3 ? model.id : `${model.id}@${index}.0.0` };
  });
  const behaviours: BehaviourRecord[] = Array.from({ length: behaviourCount }, (_, index) => {
    const model = sample.behaviours[Math.floor((index * sample.behaviours.length) / behaviourCount)] as BehaviourRecord;
    return { ...model, id: `${model.id}-${index}`, sentence: `${model.sentence}, case ${index}` };
  });
  const results = behaviours.flatMap((behaviour, row) =>
    sdks.map(({ id: sdk }, column): ResultRecord => {
      const model = models[(row + column * 7) % models.length] as ResultRecord;
      return {
        ...model,
        sdk,
        behaviour: behaviour.id,
        suite: behaviour.suite,
        command: `npx sdk-conformance run --sdk ${sdk} --only ${behaviour.id}`,
      };
    }),
  );
  return { ...assemble(sdks, behaviours, results), parity: [], coverage: [] };
}
