import { writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

import { defineConfig } from 'rolldown';

/** What takes long to load as the many files that it is, and is one of `spec/libraries/` for the rest of the package. */
const libraries = ['ajv', 'semver', 'serving', 'tokens', 'yaml'];

/** Prism takes a dozen functions of lodash, twice: all of it is a third of what is loaded. */
const onlyWhatPrismTakes = {
  name: 'lodash',
  transform(code, id) {
    if (!id.includes('/prism-http/')) return null;
    return code.replaceAll(/const (\w+) = require\("(lodash(?:\/fp)?)"\)/g, (_whole, name, library) => {
      const taken = Array.from(code.matchAll(new RegExp(`\\b${name}\\.(\\w+)`, 'g')), ([, member]) => member);
      const members = [...new Set(taken)].map((member) => `${member}: require("${library}/${member}")`);
      return `const ${name} = { ${members.join(', ')} }`;
    });
  },
};

/**
 * Prism has AJV compile the schema of schemas twice, to hold each of the contract's to it, which takes as long as all
 * else of the first answer. `mock/contract/prepare.ts` has done that. What AJV writes is not made shorter either: that takes
 * a third of the writing, and V8 makes the same of both.
 */
const onlyDueWork = {
  name: 'validators',
  transform(code, id) {
    if (!id.endsWith('/prism-http/dist/validator/validators/utils.js')) return null;
    const changed = code.replace(
      'strict: false,',
      'strict: false, validateSchema: false, meta: false, code: { optimize: false },',
    );
    if (changed === code) throw new Error(`Failed to leave the schema of schemas out of ${id}: it has changed.`);
    return changed;
  },
};

/** What a mock loads only when the contract has changed, or something is wrong: it is loaded from where tsc has put it. */
const seldomLoaded = {
  name: 'seldom-loaded',
  resolveId(id, importer) {
    if (!/\/(prepare|runners\/\w+)\.js$/.test(id)) return null;
    return { id: `../${relative('.', join(dirname(importer), id))}`, external: true };
  },
};

/** Lets the rest of the package import a library as the module that it was. */
const asModules = {
  name: 'as-modules',
  writeBundle(_options, bundle) {
    for (const { isEntry, name, fileName, exports } of Object.values(bundle)) {
      if (!isEntry || !libraries.includes(name)) continue;
      const load = `export const { ${exports.join(', ')} } = loadBuilt('${fileName}');`;
      writeFileSync(`dist/spec/libraries/${name}.js`, `import { loadBuilt } from '../built.js';\n${load}\n`);
    }
  },
};

export default defineConfig({
  input: {
    ...Object.fromEntries(libraries.map((name) => [name, `spec/libraries/${name}.ts`])),
    mock: 'cli/mock-program.ts',
  },
  platform: 'node',
  preserveEntrySignatures: 'allow-extension',
  external: 'uri-template-lite',
  plugins: [onlyWhatPrismTakes, onlyDueWork, seldomLoaded, asModules],
  output: {
    dir: 'dist/built',
    // V8 tells a file by its length alone: what it made of an earlier one must not stand beside it.
    cleanDir: true,
    format: 'cjs',
    entryFileNames: '[name].cjs',
    chunkFileNames: '[name].cjs',
    // Names stay, for those who read a stack.
    minify: { mangle: false, compress: true, codegen: { removeWhitespace: true } },
  },
});
