import { resolve } from 'node:path';

import type { Manifest } from './manifest.js';

/** What is installed: the pinned release, another published version, or a local checkout. */
export type Source = { kind: 'release' } | { kind: 'version'; version: string } | { kind: 'checkout'; path: string };

/** For people: `stream-python 5.3.1`, `stream-python from ../stream-python`. */
export function describeSource(manifest: Manifest, source: Source, pinned?: string): string {
  switch (source.kind) {
    case 'release':
      return pinned ? `${manifest.package} ${pinned}` : manifest.package;
    case 'version':
      return `${manifest.package} ${source.version}`;
    case 'checkout':
      return `${manifest.package} from ${resolve(source.path)}`;
  }
}
