/** How my-sdk is installed, and how its driver starts. docs/add-a-language.md of sdk-conformance tells all there is. */
export default {
  id: 'my-sdk',
  language: 'JavaScript',
  package: 'my-sdk',
  registry: 'the npm registry',
  /** The file that reports show: once there is one, the example code. */
  example: 'binding.mjs',
  tools: [
    { command: ['node', '--version'], version: '>=20', remedy: 'Install Node.js 20 or newer from https://nodejs.org.' },
  ],
  /** Is also given a `version`, which takes `versions` to be named, or a `checkout`, which takes `identify`. */
  async install() {},
  driver: ['node', 'binding.mjs'],
};
