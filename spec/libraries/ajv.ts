/** What checks values by JSON Schema. The build makes it one file: apart it is sixty. */
export { Ajv } from 'ajv';
export { Ajv2020 } from 'ajv/dist/2020.js';
