import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Which state of a checkout it is, in words: `commit 1a2b3c4, with uncommitted changes`. `undefined` without git. */
export async function describeCheckout(folder: string): Promise<string | undefined> {
  const git = async (...words: string[]) => (await run('git', ['-C', folder, ...words])).stdout.trim();
  try {
    const [commit, changes] = [await git('rev-parse', '--short', 'HEAD'), await git('status', '--porcelain', '.')];
    return `commit ${commit}${changes === '' ? '' : ', with uncommitted changes'}`;
  } catch {
    return undefined;
  }
}
