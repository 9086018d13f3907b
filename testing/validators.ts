import { Ajv2020 } from 'ajv/dist/2020.js';
import type { ValidateFunction } from 'ajv/dist/2020.js';

import type { Contract, OperationId } from '../spec/contract.js';

/** Holds values to the contract's schemas, by JSON Schema 2020-12, strictly. */
export interface Validators {
  /** A schema that stands in the contract; it may refer to others there. */
  compile(schema: object): ValidateFunction;
  /** The body of an operation's answer with this status. Throws when the contract has no such answer. */
  response(operation: OperationId, status: number): ValidateFunction;
}

interface Document {
  paths: Record<string, Record<string, { responses?: Record<string, { $ref: string }> }>>;
  components: {
    schemas: Record<string, object>;
    responses: Record<string, { content: { 'application/json': { schema: object } } }>;
  };
}

/** Keys that OpenAPI and this contract add to JSON Schema. */
const annotations = ['x-source', 'x-rationale', 'x-sentence', 'example'];

/** Compiles validators as they are asked for. Throws when a schema of the contract is not valid. */
export function createValidators(contract: Contract): Validators {
  const { paths, components } = contract.document as unknown as Document;
  const ajv = new Ajv2020({ strict: true, allErrors: true, allowUnionTypes: true });
  annotations.forEach((keyword) => ajv.addKeyword(keyword));
  for (const [name, schema] of Object.entries(components.schemas)) ajv.addSchema(withLocalNames(schema), name);
  const compiled = new Map<object, ValidateFunction>();

  const compile = (schema: object): ValidateFunction => {
    const known = compiled.get(schema) ?? ajv.compile(withLocalNames(schema));
    compiled.set(schema, known);
    return known;
  };
  return {
    compile,
    response(operation, status) {
      const found = contract.operations.find(({ id }) => id === operation);
      const reference = found && paths[found.path]?.[found.method.toLowerCase()]?.responses?.[status]?.$ref;
      const response = components.responses[reference?.split('/').pop() ?? ''];
      if (!response) {
        throw new Error(
          `Failed to find a schema: the contract has no answer ${status} of ${operation}. Look at openapi.yaml.`,
        );
      }
      return compile(response.content['application/json'].schema);
    },
  };
}

/** The schema with references that lead to a name instead of a place in the document. */
function withLocalNames(schema: object): object {
  return JSON.parse(JSON.stringify(schema).replaceAll('"#/components/schemas/', '"')) as object;
}
