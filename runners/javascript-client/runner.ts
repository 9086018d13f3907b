import javascript from '../javascript/runner.js';
import { runner } from '../runner.js';

/** The same package, pins, kit and binding, with an example that holds a user's token instead of the app's secret. */
export default runner({
  ...javascript,
  id: 'javascript-client',
  language: 'JavaScript (user token)',
  base: 'javascript',
});
