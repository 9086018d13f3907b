import type { Results } from '../verdicts/model.js';

/** A signal that ends a run. */
export const endingSignals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
export type EndingSignal = (typeof endingSignals)[number];

/** The results of a run that a signal ended: partial, and so no verdict, whatever they hold. */
export function interrupted(results: Results, signal: EndingSignal): Results {
  const ran = results.results.filter(({ verdict }) => verdict !== 'not-run').length;
  const reason = `the run was ended by ${signal}`;
  const sentence = `Could not judge: ${reason} when ${ran} of ${results.results.length} results were there. This report is partial.`;
  return {
    ...results,
    interrupted: signal,
    verdict: { ...results.verdict, exitCode: 3, sentence },
    sdks: results.sdks.map((sdk) => (sdk.status === 'not-run' ? { ...sdk, reason: sdk.reason ?? reason } : sdk)),
    results: results.results.map((result) =>
      result.verdict === 'not-run' ? { ...result, failure: { message: result.failure?.message ?? reason } } : result,
    ),
  };
}
