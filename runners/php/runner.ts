import { runner, tool } from '../runner.js';

const composer = ['composer', '--no-interaction', '--no-plugins'];

export default runner({
  id: 'php',
  language: 'PHP',
  package: 'get-stream/stream',
  registry: 'Packagist',
  example: 'example.php',
  tools: [
    tool(
      'php',
      '>=8.0.2',
      'Install PHP 8.0.2 or newer: https://www.php.net/downloads, or the packages php-cli, php-curl and php-mbstring of Debian.',
    ),
    ...['curl', 'mbstring'].map((extension) =>
      tool(
        `php -r echo(phpversion("${extension}"));`,
        '*',
        `Install PHP's extension ${extension}, such as the package php-${extension} of Debian.`,
      ),
    ),
    tool('composer', '>=2', 'Install Composer 2: https://getcomposer.org/download, or the package composer of Debian.'),
  ],
  pinned: { file: 'composer.json', pattern: /"get-stream\/stream": "([^"]+)"/ },
  identify: { file: 'composer.json', pattern: /"name": "get-stream\/stream"/ },
  environment: (cache) => ({
    COMPOSER_CACHE_DIR: `${cache}/composer`,
    COMPOSER_ALLOW_SUPERUSER: '1',
    // Composer breaks its lines at the width of the terminal, in the middle of a word.
    COLUMNS: '500',
  }),

  async versions({ $ }) {
    const { stdout } = await $`${composer} show --all --available --format=json get-stream/stream`;
    const { versions } = JSON.parse(stdout) as { versions: string[] };
    return versions.map((version) => version.replace(/^v/, ''));
  },

  async install({ $, version, checkout }) {
    const other = checkout ? '@dev' : version;
    if (other) {
      // Another SDK than the pinned one chooses for itself what it needs.
      await $`echo {} > composer.json`;
      const repository = JSON.stringify({ type: 'path', url: checkout, options: { symlink: false } });
      if (checkout) await $`${composer} config repositories.checkout ${repository}`;
      await $`${composer} require --no-progress get-stream/stream:${other}`;
    } else await $`${composer} install --no-progress`;
  },
  driver: ['php', 'binding.php'],
});
