import js from '@eslint/js';
import unicorn from 'eslint-plugin-unicorn';
import tseslint from 'typescript-eslint';

/** What the code of a room may not import; types are free, tests may look anywhere. */
const rooms = {
  spec: ['mock', 'runners', 'driver-check', 'suites', 'verdicts', 'report', 'run', 'cli', 'fixtures'],
  mock: ['runners', 'driver-check', 'suites', 'verdicts', 'report', 'run', 'cli', 'fixtures'],
  runners: ['mock', 'driver-check', 'suites', 'verdicts', 'report', 'run', 'cli', 'fixtures'],
  'driver-check': ['mock', 'suites', 'verdicts', 'report', 'run', 'cli', 'fixtures'],
  suites: ['driver-check', 'verdicts', 'report', 'run', 'cli'],
  verdicts: ['mock', 'runners', 'driver-check', 'suites', 'report', 'run', 'cli', 'fixtures'],
  report: ['mock', 'runners', 'driver-check', 'suites', 'run', 'cli', 'fixtures'],
  run: ['driver-check', 'cli', 'fixtures'],
};

/** What a step of a request in the mock may not import besides: it knows those before it alone. */
const steps = {
  http: ['contract', 'store', 'api', 'journal', 'control', 'target'],
  store: ['contract', 'api', 'journal', 'control', 'target'],
  contract: ['api', 'journal', 'control', 'target'],
  api: ['journal', 'control', 'target'],
  journal: ['api', 'control', 'target'],
};
for (const [step, closed] of Object.entries(steps)) rooms[`mock/${step}`] = [...rooms.mock, ...closed];

const walls = Object.entries(rooms).map(([room, closed]) => ({
  files: [`${room}/**/*.ts`],
  ignores: ['**/*.test.ts'],
  rules: {
    '@typescript-eslint/no-restricted-imports': [
      'error',
      {
        patterns: [
          {
            regex: `^(\\.\\./)+(${closed.join('|')})(/|\\.js$)`,
            allowTypeImports: true,
            message: `What is in ${room}/ does not know that.`,
          },
        ],
      },
    ],
  },
}));

export default tseslint.config(
  {
    ignores: [
      'dist/',
      'node_modules/',
      '.sdk-conformance/',
      'conformance-report/',
      '.ci/',
      'report/html/vite.config.ts',
    ],
  },
  js.configs.recommended,
  {
    files: ['**/*.ts', '**/*.tsx'],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { projectService: { allowDefaultProject: ['vitest.config.ts'] } } },
    rules: {
      // Numbers in sentences are the rule here.
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      // `Map.get` and friends are narrowed by the lines around them; each use says which.
      '@typescript-eslint/no-non-null-assertion': 'off',
      // Promise-returning callbacks of libraries that await them.
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: false }],
      '@typescript-eslint/no-confusing-void-expression': 'off',
      '@typescript-eslint/prefer-promise-reject-errors': 'off',
      // An interface's members are functions here, never methods that lean on `this`.
      '@typescript-eslint/unbound-method': 'off',
      // What comes from outside is often less than its type says.
      '@typescript-eslint/no-unnecessary-condition': 'off',
      // A function that promises may have nothing to wait for.
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/no-invalid-void-type': 'off',
      // `void` marks a promise's value as nobody's business.
      '@typescript-eslint/no-meaningless-void-operator': 'off',
      // Types are structural here, and there are no enums; the two rules take a sixth of the linter's time.
      '@typescript-eslint/no-unsafe-class-instance-as': 'off',
      '@typescript-eslint/no-unsafe-class-instance-assignment': 'off',
      '@typescript-eslint/no-unsafe-enum-assignment': 'off',
      // Text from outside is cleaned of exactly these.
      'no-control-regex': 'off',
    },
  },
  ...walls,
  // What a test reads is checked by its assertions.
  {
    files: ['**/*.test.ts'],
    rules: {
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
    },
  },
  {
    plugins: { unicorn },
    rules: {
      'unicorn/filename-case': ['error', { case: 'kebabCase' }],
      'max-lines': ['error', { max: 300 }],
      'no-warning-comments': 'error',
    },
  },
  // Programs of a runner: plain JavaScript on Node.js, each in a folder of its own.
  {
    files: ['**/*.mjs', '**/*.js'],
    languageOptions: {
      globals: {
        process: 'readonly',
        console: 'readonly',
        Buffer: 'readonly',
        setTimeout: 'readonly',
        setInterval: 'readonly',
        fetch: 'readonly',
        structuredClone: 'readonly',
        URL: 'readonly',
      },
    },
  },
);
