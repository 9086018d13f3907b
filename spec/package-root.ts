import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * The folder that holds `package.json` and `openapi.yaml`, whether this module runs from the sources
 * or from `dist/`. Files that are not compiled (the contract, runners, schemas) are found from here.
 */
export const packageRoot: string = findPackageRoot(dirname(fileURLToPath(import.meta.url)));

export const { name: packageName, version: packageVersion } = JSON.parse(
  readFileSync(join(packageRoot, 'package.json'), 'utf8'),
) as { name: string; version: string };

function findPackageRoot(start: string): string {
  for (let folder = start; ; folder = dirname(folder)) {
    if (existsSync(join(folder, 'openapi.yaml')) && existsSync(join(folder, 'package.json'))) return folder;
    if (dirname(folder) === folder) {
      throw new Error(
        `Failed to find openapi.yaml above ${start}. Install sdk-conformance again; its package is incomplete.`,
      );
    }
  }
}
