import python from '../python/runner.js';
import { runner } from '../runner.js';

/** The same package, pins, kit and binding, with an example that is all coroutines. */
export default runner({ ...python, id: 'python-async', language: 'Python (asyncio)', base: 'python' });
