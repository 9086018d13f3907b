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

/** What Prism does without need, by the file it stands in, and what is done instead. */
const needless = {
  // It has AJV compile the schema of schemas twice, to hold each of the contract's to it, which takes as long as all else
  // of the first answer; mock/contract/prepare.ts has done that. What AJV writes is not made shorter either: that takes a
  // third of the writing, and V8 makes the same of both.
  'validator/validators/utils.js': [
    'strict: false,',
    'strict: false, validateSchema: false, meta: false, code: { optimize: false },',
  ],
  // A body whose type needs no look is of this one, which cannot be parsed: the error for that, which nobody sees, takes a
  // tenth of the time of a POST.
  'validator/validators/body.js': ["mediaType: 'random'", "mediaType: 'random/random'"],
};
const onlyDueWork = {
  name: 'due-work',
  transform(code, id) {
    const [, [old, due] = []] =
      Object.entries(needless).find(([file]) => id.endsWith(`/prism-http/dist/${file}`)) ?? [];
    if (!old) return null;
    if (!code.includes(old)) throw new Error(`Failed to change ${id}: "${old}" is not there any more.`);
    return code.replace(old, due);
  },
};

/** What a mock loads only when the contract has changed: it is loaded from where tsc has put it. */
const seldomLoaded = {
  name: 'seldom-loaded',
  resolveId(id, importer) {
    if (!/\/prepare\.js$/.test(id)) return null;
    return { id: `../${relative('.', join(dirname(importer), id))}`, external: true };
  },
  // What is run by node:vm may not import by itself; `spec/built.ts` does it.
  renderChunk: (code) => code.replaceAll(/\bimport\((?=[`'"]\.\.\/)/g, 'require.module('),
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
    strict: true,
    entryFileNames: '[name].cjs',
    chunkFileNames: '[name].cjs',
    // Names stay, for those who read a stack.
    minify: { mangle: false, compress: true, codegen: { removeWhitespace: true } },
  },
});
