import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
// Prism reads documents with this as well, and brings readers of other formats along.
import { transformOas3Operations } from '@stoplight/http-spec/oas3/operation';
import type { IHttpOperation } from '@stoplight/types';

/**
 * The operations of a contract's document, as Prism knows them. Refuses one with a schema that AJV cannot compile: Prism
 * would take everything for valid under it.
 */
export function prepareOperations(contract: Record<string, unknown>): IHttpOperation[] {
  const document = withoutReferences(contract, contract);
  // Each of these packages has types of its own for the same thing.
  const read: unknown = transformOas3Operations(document as Parameters<typeof transformOas3Operations>[0]);
  const resources = read as IHttpOperation[];
  assertSchemasCompile(resources);
  return resources;
}

/** A document with what its references lead to in their places. All lead to places in it, and none to itself. */
function withoutReferences(node: unknown, document: unknown): unknown {
  if (typeof node !== 'object' || node === null) return node;
  if (Array.isArray(node)) return node.map((item) => withoutReferences(item, document));
  const { $ref: reference, ...members } = node as { $ref?: string };
  const read = Object.entries(members).map(([name, value]) => [name, withoutReferences(value, document)]);
  if (reference === undefined) return Object.fromEntries(read);
  const names = reference.slice('#/'.length).split('/');
  const target = names.reduce((found, name) => (found as Record<string, unknown>)[name], document);
  return Object.assign({}, withoutReferences(target, document), Object.fromEntries(read));
}

function assertSchemasCompile(resources: readonly IHttpOperation[]): void {
  const ajv = new Ajv({ strict: false, allErrors: true, allowUnionTypes: true });
  addFormats.default(ajv);
  for (const resource of resources) {
    for (const schema of schemasIn(resource)) {
      try {
        ajv.compile(schema);
      } catch (error) {
        const operation = `${resource.method.toUpperCase()} ${resource.path}`;
        throw new Error(
          `Failed to start the mock: a schema of ${operation} cannot be compiled, ${(error as Error).message}. Correct openapi.yaml.`,
          { cause: error },
        );
      }
    }
  }
}

/** Every schema Prism will compile for an operation: those under a key `schema`, wherever it is. */
function schemasIn(node: unknown): object[] {
  if (typeof node !== 'object' || node === null) return [];
  return Object.entries(node).flatMap(([key, value]) =>
    key === 'schema' && typeof value === 'object' && value !== null ? [value as object] : schemasIn(value),
  );
}
