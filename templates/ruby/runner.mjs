/** How my-sdk is installed, and how its driver starts. docs/add-a-language.md of sdk-conformance tells all there is. */
export default {
  id: 'my-sdk',
  language: 'Ruby',
  package: 'my-sdk',
  registry: 'RubyGems',
  /** The file that reports show: once there is one, the example code. */
  example: 'binding.rb',
  tools: [
    {
      command: ['ruby', '--version'],
      version: '>=3.0',
      remedy: 'Install Ruby 3.0 or newer: https://www.ruby-lang.org, or the package ruby of Debian.',
    },
  ],
  /** Is also given a `version`, which takes `versions` to be named, or a `checkout`, which takes `identify`. */
  async install() {},
  driver: ['ruby', 'binding.rb'],
};
