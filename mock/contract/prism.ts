import type { IPrismDiagnostic } from '@stoplight/prism-core';
import type { IHttpRequest } from '@stoplight/prism-http';
import type { IHttpOperation } from '@stoplight/types';

import { routers, validateInput, validateOutput, validateSecurity } from '../libraries/serving.js';

/** What Prism says: what is wrong on the left, else what was asked for on the right. */
type Either<Left, Right> = { _tag: 'Left'; left: Left } | { _tag: 'Right'; right: Right };

/** A default export of CommonJS is wrapped once or twice, depending on what loads it. */
type Router = (request: { resources: IHttpOperation[]; input: IHttpRequest }) => Either<Error, IHttpOperation>;
const loaded = routers as unknown as Router | { default: Router };
const routeInPrism = 'default' in loaded ? loaded.default : loaded;

/** The operation for a path below the base path, or why there is none. */
export function findOperation(
  resources: readonly IHttpOperation[],
  method: string,
  path: string,
): IHttpOperation | 404 | 405 {
  const input = { method: method.toLowerCase() as IHttpRequest['method'], url: { path } };
  const found = routeInPrism({ resources: [...resources], input });
  if (found._tag === 'Right') return found.right;
  return 'status' in found.left && found.left.status === 405 ? 405 : 404;
}

/** What is wrong with a request by the contract, but for its credentials. */
export function inputProblems(resource: IHttpOperation, element: IHttpRequest): readonly IPrismDiagnostic[] {
  return problems(validateInput({ resource, element }));
}

/** Which credentials a request lacks. */
export function securityProblems(resource: IHttpOperation, element: IHttpRequest): readonly IPrismDiagnostic[] {
  return problems(validateSecurity({ resource, element }));
}

/** What is wrong with an answer by the contract. */
export function outputProblems(
  resource: IHttpOperation,
  element: { statusCode: number; headers: Record<string, string>; body: unknown },
): readonly IPrismDiagnostic[] {
  return problems(validateOutput({ resource, element }));
}

function problems(verdict: Either<readonly IPrismDiagnostic[], unknown>): readonly IPrismDiagnostic[] {
  return verdict._tag === 'Left' ? verdict.left : [];
}
