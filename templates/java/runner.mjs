/** How my-sdk is installed, and how its driver starts. docs/add-a-language.md of sdk-conformance tells all there is. */
export default {
  id: 'my-sdk',
  language: 'Java',
  package: 'my-sdk',
  registry: 'Maven Central',
  /** The file that reports show: once there is one, the example code. */
  example: 'Binding.java',
  tools: [
    {
      command: ['javac', '-version'],
      version: '>=11',
      remedy: 'Install a JDK, 11 or newer, from https://adoptium.net or your package manager.',
    },
    {
      command: ['mvn', '--version'],
      version: '>=3.6',
      remedy: 'Install Maven 3.6 or newer from https://maven.apache.org or your package manager.',
    },
  ],
  /** Is also given a `version`, which takes `versions` to be named, or a `checkout`, which takes `identify`. */
  async install({ $, cache }) {
    // Fetches what pom.xml names into target/lib.
    await $`mvn -q -B -Dmaven.repo.local=${cache}/m2 dependency:copy-dependencies`;
    await $`javac --release 11 -cp ${'target/lib/*'} -d target/classes Binding.java Kit.java`;
  },
  driver: ['java', '-cp', 'target/classes:target/lib/*', 'Binding'],
};
