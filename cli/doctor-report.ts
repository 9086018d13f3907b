import { columns } from '../report/terminal-text.js';
import type { Diagnosis } from '../run/examine.js';
import { oneLine, plural } from '../verdicts/text.js';
import type { Colors, Console } from './console.js';

/** What is known of the registry, in a few words. */
function registryState({ registry: { name, state } }: Diagnosis): string {
  switch (state) {
    case 'answers':
      return `${name} has it`;
    case 'not-found':
      return `${name} does not have it`;
    case 'registry-unreachable':
      return `${name} cannot be reached`;
    case 'not-asked':
      return `${name} was not asked`;
    case 'none':
      return 'needs none';
    default:
      return `${name} could not be asked`;
  }
}

/** A row for each SDK: its release, whether it is installed or else what is known of its registry, and its tools. */
export function doctorTable(
  diagnoses: readonly Diagnosis[],
  { colors, width }: Pick<Console, 'colors' | 'width'>,
): string {
  const rows = diagnoses.map((diagnosis) => {
    const { id, ready, version, tools, missing, installed } = diagnosis;
    const found = [...tools.map(({ tool, version }) => `${tool} ${version}`), ...missing.map(({ reason }) => reason)];
    const unseen = missing.length > 0 || diagnosis.registry.state === 'none';
    const state = installed ? 'installed' : unseen ? 'not installed yet' : registryState(diagnosis);
    return [`${ready ? '✓' : '✕'} ${id}`, version ?? '', state, found.join(', ')];
  });
  return columns(rows, width, 3)
    .map((line) => line.replace(/^✓/, colors.green).replace(/^✕/, colors.red))
    .join('\n');
}

/** What stands in the way of each SDK that cannot run, and what to do about it. */
export function doctorAdvice(diagnoses: readonly Diagnosis[]): string[] {
  return diagnoses
    .filter(({ ready }) => !ready)
    .map((diagnosis) => {
      const { id, missing } = diagnosis;
      if (missing.length > 0)
        return `${id} cannot run: ${missing.map(({ reason, remedy }) => `${reason}. ${remedy}`).join(' Also, ')}`;
      const { name, state, detail = '' } = diagnosis.registry;
      const seen = detail === '' ? '' : ` (${oneLine(detail)})`;
      const told = `${id} cannot run: it is not installed yet, and ${registryState(diagnosis)}${seen}.`;
      switch (state) {
        case 'not-found':
          return `${told} Name a version that ${name} has, or correct the settings that say where it is.`;
        case 'not-asked':
          return `${told} Run without --offline, on a machine with a network.`;
        default:
          return `${told} Check the network and the settings for ${name}.`;
      }
    });
}

/** Which pinned releases are no longer the newest. */
export function doctorNews(diagnoses: readonly Diagnosis[]): string[] {
  return diagnoses.flatMap(({ id, package: name, version, newer }) =>
    newer === undefined
      ? []
      : [
          `${id}: ${name} ${newer} is the newest release, ${version} is pinned here. Take it with: --sdk ${id}@${newer}`,
        ],
  );
}

/** The last word. */
export function doctorVerdict(diagnoses: readonly Diagnosis[], colors: Colors): string {
  const ready = diagnoses.filter((diagnosis) => diagnosis.ready).length;
  if (ready < diagnoses.length) return colors.red(`${ready} of ${plural(diagnoses.length, 'SDK')} can run here.`);
  const fresh = diagnoses.filter(({ installed }) => !installed).length;
  if (diagnoses.length === 1)
    return colors.green(`The SDK can run here.${fresh === 0 ? '' : ' The first run installs it.'}`);
  const installs =
    fresh === 0 ? '' : ` The first run installs ${fresh === diagnoses.length ? '' : `${fresh} of `}them.`;
  return colors.green(`All ${plural(diagnoses.length, 'SDK')} can run here.${installs}`);
}
