import { runner, tool } from '../runner.js';

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

  // In an environment of its own, because not every Python has pip outside of one. Without a retry pip would not say
  // that it reached no registry.
  async versions({ $ }) {
    await $`python3 -m venv venv`;
    const { stdout } = await $`venv/bin/python -m pip index versions --pre --retries=1 stream-python`;
    return /^Available versions: (.*)$/m.exec(stdout)?.[1]?.split(', ') ?? [];
  },

  async install({ $, version, checkout }) {
    await $`python3 -m venv venv`;
    // The pins go in first, so that another version of the SDK changes no more of them than it must.
    await $`venv/bin/python -m pip install -r requirements.txt`;
    if (version) await $`venv/bin/python -m pip install stream-python==${version}`;
    if (checkout) {
      await $`venv/bin/python -m pip uninstall --yes stream-python`;
      await $`venv/bin/python -m pip install ${checkout}`;
    }
  },
  driver: ['venv/bin/python', '-u', 'binding.py'],
});
