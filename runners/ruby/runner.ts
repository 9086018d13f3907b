import { runner, tool } from '../runner.js';

export default runner({
  id: 'ruby',
  language: 'Ruby',
  package: 'stream-ruby',
  registry: 'RubyGems',
  example: 'example.rb',
  tools: [
    tool('ruby', '>=3.0', 'Install Ruby 3.0 or newer: https://www.ruby-lang.org, or the package ruby of Debian.'),
    tool('gem', '>=3.0', 'Install RubyGems 3.0 or newer; it comes with Ruby: https://www.ruby-lang.org.'),
    tool('bundle', '>=2.1', 'Install Bundler 2.1 or newer: https://bundler.io, or the package ruby-bundler of Debian.'),
  ],
  pinned: { file: 'Gemfile', pattern: /^pinned = '([^']+)'/m },
  identify: { file: 'stream.gemspec', pattern: /name = 'stream-ruby'/ },
  environment: (cache) => ({
    BUNDLE_GLOBAL_GEM_CACHE: 'true',
    BUNDLE_USER_CACHE: `${cache}/bundler`,
    BUNDLE_SILENCE_ROOT_WARNING: 'true',
  }),

  async versions({ $, version }) {
    const { stdout } = await $`gem list --remote --all --prerelease --exact stream-ruby`;
    const listed = /^stream-ruby \((.*)\)$/m.exec(stdout)?.[1]?.split(', ') ?? [];
    if (listed.length > 0) return listed.map((entry) => entry.split(' ')[0] ?? entry);
    // It lists nothing, and says nothing, when it reaches no registry. Bundler says why, and may know a mirror.
    if (version) await $`bundle config set --local stream_ruby ${version}`;
    await $`bundle lock`;
    return version ? [version] : [];
  },

  async install({ $, version, checkout }) {
    // Settings that the driver finds too are kept in the build folder; it has none of these variables.
    await $`bundle config set --local path gems`;
    // The Gemfile reads it.
    if (version ?? checkout) await $`bundle config set --local stream_ruby ${version ?? checkout}`;
    await $`bundle install`;
  },
  driver: ['bundle', 'exec', 'ruby', 'binding.rb'],
});
