import type { BehaviourRecord, ResultRecord, Results, SdkRecord } from '../model.js';
import { assemble, sampleResults } from './sample-results.js';

/**
 * A run of many behaviours and SDKs, made of the sample's results in turn: for measuring, and for what must hold however
 * much failed.
 */
export function largeResults(
  behaviourCount: number,
  sdkCount: number,
  pick: (result: ResultRecord) => boolean = () => true,
): Results {
  const sample = sampleResults();
  const models = sample.results.filter(pick);
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
        command: `sdk-conformance run --sdk ${sdk} --only ${behaviour.id}`,
      };
    }),
  );
  return { ...assemble(sdks, behaviours, results), parity: [], coverage: [] };
}
