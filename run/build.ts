/** Reads the packaged list of known divergences: a step of `npm run build`. */
import { packagedRunners } from '../runners/load.js';
import { buildBaseline } from './read-baseline.js';

buildBaseline(packagedRunners.map(({ id }) => id));
