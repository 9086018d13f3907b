import { resolve } from 'node:path';

import type { Runner } from './runner.js';

/** What can be installed: the pinned release, another published version, or a local checkout. */
export type Installable =
  { kind: 'release' } | { kind: 'version'; version: string } | { kind: 'checkout'; path: string };

/** What somebody asks for; which version `latest` is, the registry says. */
export type Source = Installable | { kind: 'latest' };

/** For people: `stream-python 5.4.0`, `stream-python from ../stream-python`. */
export function describeSource(runner: Runner, source: Installable, pinned?: string): string {
  switch (source.kind) {
    case 'release':
      return pinned ? `${runner.package} ${pinned}` : runner.package;
    case 'version':
      return `${runner.package} ${source.version}`;
    case 'checkout':
      return `${runner.package} from ${resolve(source.path)}`;
  }
}
