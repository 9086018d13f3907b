import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import { afterAll, expect, test } from 'vitest';

import { listCheckout } from './files.js';

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'files-')));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A folder of a repository: one tracked file lies where builds put theirs, and a build has made two more. */
function checkOut(place: string): string {
  const checkout = join(folder, place);
  for (const file of ['sdk.js', 'target/tracked.js', 'new.js', 'target/made.js', 'node_modules/tool.js']) {
    mkdirSync(join(checkout, dirname(file)), { recursive: true });
    writeFileSync(join(checkout, file), '');
  }
  execFileSync('git', ['init', '--quiet', folder]);
  execFileSync('git', ['-C', checkout, 'add', '--force', 'sdk.js', 'target/tracked.js']);
  return checkout;
}

test.each(['plain', 'node_modules/sdk', 'target/sdk'])(
  'what belongs to a checkout does not depend on where it lies: %s',
  async (place) => {
    expect(await listCheckout(checkOut(place))).toEqual(['new.js', 'sdk.js', 'target/tracked.js']);
  },
);
