import go from './go/runner.js';
import java from './java/runner.js';
import javascript from './javascript/runner.js';
import javascriptClient from './javascript-client/runner.js';
import php from './php/runner.js';
import python from './python/runner.js';
import pythonAsync from './python-async/runner.js';
import reference from './reference/runner.js';
import ruby from './ruby/runner.js';
import type { RunnerDefinition } from './runner.js';

/** The runners of this package. Imported by name, so that the compiler checks them and loading them costs nothing. */
export const packaged: readonly RunnerDefinition[] = [
  go,
  java,
  javascript,
  javascriptClient,
  php,
  python,
  pythonAsync,
  reference,
  ruby,
];
