/** How my-sdk is installed, and how its driver starts. docs/add-a-language.md of sdk-conformance tells all there is. */
export default {
  id: 'my-sdk',
  language: 'PHP',
  package: 'my-sdk',
  registry: 'Packagist',
  /** The file that reports show: once there is one, the example code. */
  example: 'binding.php',
  tools: [
    {
      command: ['php', '--version'],
      version: '>=8.0.2',
      remedy: 'Install PHP 8.0.2 or newer: https://www.php.net/downloads, or the package php-cli of Debian.',
    },
  ],
  /** Is also given a `version`, which takes `versions` to be named, or a `checkout`, which takes `identify`. */
  async install() {},
  driver: ['php', 'binding.php'],
};
