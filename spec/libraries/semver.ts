/** What versions are compared with: the build makes it one file. Apart it is fifty. */
export { coerce, compare, lt, satisfies, valid, validRange } from 'semver';
