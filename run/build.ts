/** Reads the packaged list of known divergences: a step of `npm run build`. */
import { buildBaseline } from './read-baseline.js';

buildBaseline();
