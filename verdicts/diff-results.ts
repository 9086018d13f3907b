import { sdksUnderTest } from './causes.js';
import { type ChangeCause, type Changes, consequenceOf } from './changes.js';
import { byWeight, compareSides } from './compare.js';
import type { Results, SdkRecord } from './model.js';

/** Two runs that cannot be compared, and why. */
export class IncomparableError extends Error {
  override name = 'IncomparableError';
}

/**
 * How two runs differ. SDKs are paired by id; where one alone is left of a runner in both, those two are a pair, so that
 * `python@5.3.1` in one run is compared with `python=.` in the other.
 * @param names What the runs are called, in words.
 * @throws {IncomparableError} when they rest on different contracts.
 */
export function diffResults(before: Results, after: Results, names: { before: string; after: string }): Changes {
  if (before.contract.digest !== after.contract.digest) {
    const [was, is] = [before, after].map(
      ({ contract }) => `${contract.title} ${contract.version}, digest ${contract.digest.slice(0, 12)}`,
    );
    throw new IncomparableError(
      `Failed to compare ${names.before} with ${names.after}: they rest on different contracts (${was}; ${is}). Run both with the same version of sdk-conformance.`,
    );
  }
  const sides = pairSdks(compared(before, after), compared(after, before)).map(({ was, is }) => {
    const both = compareSides({ results: before, sdk: was ?? '' }, { results: after, sdk: is ?? '' });
    const told =
      was === undefined || is === undefined ? asOne(both, is === undefined ? names.after : names.before) : both;
    const named = <T extends { sdk: string }>(one: T): T => ({ ...one, sdk: is ?? was ?? '' });
    return { items: told.items.map(named), causes: told.causes.map(named), compared: told.compared };
  });
  const items = sides.flatMap((side) => side.items);
  return {
    ...names,
    compared: sides.reduce((sum, side) => sum + side.compared, 0),
    causes: sides.flatMap((side) => side.causes).sort((a, b) => inOneRun(a) - inOneRun(b) || byWeight(items)(a, b)),
    items,
  };
}

/** Without the releases that a gate only compares with, unless the other run has them as well. */
function compared({ sdks }: Results, other: Results): SdkRecord[] {
  const underTest = sdksUnderTest(sdks);
  return sdks.filter((sdk) => underTest.includes(sdk) || other.sdks.some(({ id }) => id === sdk.id));
}

const oneRun = 'sdk: in one run only';
/** What an SDK does otherwise is told before which SDKs are missing. */
const inOneRun = ({ key }: ChangeCause) => Number(key === oneRun);

/** An SDK that only one run has is one change. */
function asOne(
  { items, causes, compared }: ReturnType<typeof compareSides>,
  other: string,
): ReturnType<typeof compareSides> {
  const [first] = causes;
  if (!first) return { items, causes, compared };
  const behaviours = items.map(({ behaviour }) => behaviour);
  const consequence = consequenceOf(first.kind, behaviours.length);
  return {
    items: items.map((item) => ({ ...item, cause: oneRun })),
    causes: [{ ...first, key: oneRun, sentence: `is not in ${other}`, consequence, behaviours }],
    compared,
  };
}

interface SdkPair {
  was?: string;
  is?: string;
}

function pairSdks(before: readonly SdkRecord[], after: readonly SdkRecord[]): SdkPair[] {
  const without = (sdks: readonly SdkRecord[], others: readonly SdkRecord[]) =>
    sdks.filter(({ id }) => !others.some((other) => other.id === id));
  const lonely = { before: without(before, after), after: without(after, before) };
  const counterpart = ({ runner }: SdkRecord): string | undefined => {
    const [olds, news] = [lonely.before, lonely.after].map((sdks) => sdks.filter((sdk) => sdk.runner === runner));
    return olds?.length === 1 && news?.length === 1 ? olds[0]?.id : undefined;
  };
  const pairs = after.map((sdk): SdkPair => {
    const same = before.some(({ id }) => id === sdk.id);
    return { was: same ? sdk.id : counterpart(sdk), is: sdk.id };
  });
  const left = lonely.before.filter(({ id }) => !pairs.some(({ was }) => was === id));
  return [...pairs, ...left.map(({ id }) => ({ was: id }))];
}
