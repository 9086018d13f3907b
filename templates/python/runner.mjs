/** How my-sdk is installed, and how its driver starts. docs/add-a-language.md of sdk-conformance tells all there is. */
export default {
  id: 'my-sdk',
  language: 'Python',
  package: 'my-sdk',
  registry: 'PyPI',
  /** The file that reports show: once there is one, the example code. */
  example: 'binding.py',
  tools: [
    {
      command: ['python3', '--version'],
      version: '>=3.10',
      remedy: 'Install Python 3.10 or newer from https://www.python.org or your package manager.',
    },
    {
      command: ['python3', '-m', 'ensurepip', '--version'],
      version: '*',
      remedy: "Install Python's venv module, such as the package python3-venv.",
    },
  ],
  /** Is also given a `version`, which takes `versions` to be named, or a `checkout`, which takes `identify`. */
  async install({ $ }) {
    await $`python3 -m venv venv`;
  },
  driver: ['venv/bin/python', '-u', 'binding.py'],
};
