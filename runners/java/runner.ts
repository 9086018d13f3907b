import { readdir, readFile } from 'node:fs/promises';

import { runner, type Shell, tool } from '../runner.js';

const metadata = 'io/getstream/client/stream-java';
const quiet = ['-q', '-B', '-Dstyle.color=never'];
/** The compiler's options, and what it compiles. */
const compile = ['--release', '11', '-nowarn', '-cp', 'target/lib/*', '-d', 'target/classes'];
const sources = ['Activities.java', 'Binding.java', 'Example.java', 'Kit.java'];

/** Reads a project that imports the SDK's POM and nothing else: no plugin is needed. */
const readPom = ($: Shell, cache: string, version: string) =>
  $`mvn ${quiet} -f probe.pom.xml -Dmaven.repo.local=${cache}/m2 -Dstream.version=${version} validate`;

export default runner({
  id: 'java',
  language: 'Java',
  package: 'io.getstream.client:stream-java',
  registry: 'Maven Central',
  example: 'Example.java',
  tools: [
    tool('java -version', '>=11', 'Install a JDK, 11 or newer, from https://adoptium.net or your package manager.'),
    tool('javac -version', '>=11', 'Install a JDK, 11 or newer; what is installed runs Java but cannot compile it.'),
    tool('mvn', '>=3.6', 'Install Maven 3.6 or newer from https://maven.apache.org or your package manager.'),
  ],
  // 3.7.0 is what Maven Central names as the newest release; the SDK's repository has newer tags.
  pinned: { file: 'pom.xml', pattern: /<stream\.version>([^<]+)<\/stream\.version>/ },
  identify: { file: 'build.gradle', pattern: /^group +.io\.getstream\.client/m },

  async versions({ $, cache, version }) {
    // To find the newest release Maven fetches the list of all, and keeps it in a file.
    const newest = await readPom($, cache, 'LATEST').nothrow(version !== undefined);
    if (version && !newest.ok) {
      // Some mirrors have releases and no list of them.
      await readPom($, cache, version);
      return [version];
    }
    const folder = `${cache}/m2/${metadata}`;
    const lists = (await readdir(folder)).filter((name) => /^maven-metadata.*\.xml$/.test(name));
    const texts = await Promise.all(lists.map((name) => readFile(`${folder}/${name}`, 'utf8')));
    return texts.flatMap((text) => [...text.matchAll(/<version>([^<]+)<\/version>/g)].map(([, found = '']) => found));
  },

  // Maven fetches the jars and javac compiles against them, so that neither is needed to run.
  async install({ $, cache, version, checkout }) {
    const other = version ? [`-Dstream.version=${version}`] : checkout ? ['-DexcludeArtifactIds=stream-java'] : [];
    await $`mvn ${quiet} -Dmaven.repo.local=${cache}/m2 ${other} dependency:copy-dependencies`;
    // A checkout builds with Gradle and plugins that Maven Central does not hold. Its sources need neither: the part
    // of them that the driver reaches is compiled against the dependencies of the pinned release.
    await $`javac ${compile} ${checkout ? ['-sourcepath', `${checkout}/src/main/java`] : []} ${sources}`;
  },
  driver: [
    'java',
    // For a quick start.
    '-XX:TieredStopAtLevel=1',
    '-XX:+UseSerialGC',
    '-Xshare:auto',
    '-cp',
    // The two folders of a checkout hold the SDK's resources and its version.
    'target/classes:target/lib/*:checkout/src/main/resources:checkout',
    'Binding',
  ],
});
