import python from '../python/runner.js';
import { runner } from '../runner.js';

/** The same package, pins and driver, with an example that is all coroutines. */
export default runner({ ...python, id: 'python-async', language: 'Python (asyncio)', base: 'python' });
