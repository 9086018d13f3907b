import { runner, tool } from '../runner.js';

export default runner({
  id: 'javascript',
  language: 'JavaScript',
  package: 'getstream',
  registry: 'the npm registry',
  example: 'example.mjs',
  tools: [
    tool('node', '>=20', 'Install Node.js 20 or newer from https://nodejs.org or your package manager.'),
    tool('npm', '>=9', 'Install npm 9 or newer; it comes with Node.js.'),
  ],
  pinned: { file: 'package.json', pattern: /"getstream": "([^"]+)"/ },
  identify: { file: 'package.json', pattern: /"name":\s*"getstream"/ },
  environment: (cache) => ({
    npm_config_cache: `${cache}/npm`,
    npm_config_ignore_scripts: 'true',
    npm_config_audit: 'false',
    npm_config_fund: 'false',
    npm_config_update_notifier: 'false',
  }),

  async versions({ $ }) {
    const { stdout } = await $`npm view --fetch-retries=0 --json getstream versions`;
    return [JSON.parse(stdout) as string | string[]].flat();
  },

  async install({ $, version, checkout }) {
    if (checkout) {
      // The published package holds lib/, which git does not: it is built as the SDK's own scripts build it.
      await $`npm install --prefix ${checkout}`;
      await $`npm run transpile --prefix ${checkout}`;
      // As a copy, not a link, so that the SDK's development dependencies are out of reach.
      await $`npm install --no-save --install-links ${checkout}`;
    } else if (version) await $`npm install --no-save getstream@${version}`;
    else await $`npm ci`;
  },
  driver: ['node', 'binding.mjs'],
});
