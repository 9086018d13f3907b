import { closeSync, openSync, writeSync } from 'node:fs';

import type { Exchange } from '../../spec/exchange.js';
import { harEntry } from '../../spec/har.js';
import { packageName, packageVersion } from '../../spec/package-root.js';

const tail = '\n]}}\n';

/** A HAR file that exchanges are added to as they end; it can be read at any time, also after a crash. */
export type HarFile = ReturnType<typeof openHarFile>;

/** Begins a file anew. @throws {Error} as `fs` does */
export function openHarFile(path: string) {
  const file = openSync(path, 'w');
  const creator = { name: packageName, version: packageVersion };
  const head = JSON.stringify({ log: { version: '1.2', creator, entries: [] } }).slice(0, -']}}'.length);
  let end = writeSync(file, head);
  let separator = '\n';
  writeSync(file, tail, end);
  return {
    add(exchange: Exchange): void {
      const text = `${separator}${JSON.stringify(harEntry(exchange))}`;
      // Together with the end of the file, which the next entry takes the place of.
      writeSync(file, `${text}${tail}`, end);
      end += Buffer.byteLength(text);
      separator = ',\n';
    },
    close: (): void => closeSync(file),
  };
}
