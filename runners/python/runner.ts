import { runner, type Shell, tool } from '../runner.js';

/** Makes the driver's environment. Resolves with the pip that installs into it: one of its own takes half an installation. */
async function makeEnvironment($: Shell): Promise<string[]> {
  await $`python3 -m venv --without-pip venv`;
  const pip = ['python3', '-m', 'pip', '--python', 'venv/bin/python'];
  if ((await $`${pip} --version`.nothrow()).ok) return pip;
  // This Python has none, or one that is older than 22.3.
  await $`venv/bin/python -m ensurepip`;
  return ['venv/bin/python', '-m', 'pip'];
}

export default runner({
  id: 'python',
  language: 'Python',
  package: 'stream-python',
  registry: 'PyPI',
  example: 'example.py',
  tools: [
    tool('python3', '>=3.10', 'Install Python 3.10 or newer from https://www.python.org or your package manager.'),
    // Debian and Ubuntu ship Python without it.
    tool('python3 -m ensurepip --version', '*', "Install Python's venv module, such as the package python3-venv."),
  ],
  pinned: { file: 'requirements.txt', pattern: /^stream-python==(\S+)/m },
  identify: { file: 'setup.py', pattern: /name="stream-python"/ },
  environment: (cache) => ({
    PIP_CACHE_DIR: `${cache}/pip`,
    PIP_DISABLE_PIP_VERSION_CHECK: '1',
    PIP_NO_INPUT: '1',
  }),

  // Without a retry pip would not say that it reached no registry.
  async versions({ $ }) {
    const pip = await makeEnvironment($);
    const { stdout } = await $`${pip} index versions --pre --retries=1 stream-python`;
    return /^Available versions: (.*)$/m.exec(stdout)?.[1]?.split(', ') ?? [];
  },

  async install({ $, version, checkout }) {
    const pip = await makeEnvironment($);
    // The pins go in first, so that another version of the SDK changes no more of them than it must.
    await $`${pip} install -r requirements.txt`;
    if (version) await $`${pip} install stream-python==${version}`;
    if (checkout) {
      await $`${pip} uninstall --yes stream-python`;
      await $`${pip} install ${checkout}`;
    }
  },
  driver: ['venv/bin/python', '-u', 'binding.py'],
});
