/**
 * What serving takes of other packages: the build puts this file and what it imports into one. Apart they are seven
 * hundred files, and loading those takes longer than all else before the first answer.
 */
export { default as routers } from '@stoplight/prism-http/dist/router/index.js';
export { validateInput, validateOutput, validateSecurity } from '@stoplight/prism-http/dist/validator/index.js';
export { LRUCache } from 'lru-cache';
