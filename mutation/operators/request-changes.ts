import type { HttpRequest } from '../../runners/reference/http.js';
import type { ApiCall } from '../../suites/calls.js';
import type { Operator } from '../operator.js';
import type { Context } from '../plant.js';

export type Change = (request: HttpRequest, context: Context) => HttpRequest;
export type Row = [id: string, defect: string, rules: readonly string[], calls: readonly ApiCall[], change: Change];

export const header =
  (name: string, value: (before: string, context: Context) => string | undefined): Change =>
  (request, context) => {
    const changed = value(request.headers[name] ?? '', context);
    const others = Object.fromEntries(Object.entries(request.headers).filter(([key]) => key !== name));
    return { ...request, headers: changed === undefined ? others : { ...others, [name]: changed } };
  };
export const query =
  (change: (query: [string, string][], context: Context) => [string, string][]): Change =>
  (request, context) => ({ ...request, query: change(request.query, context) });
export const path =
  (change: (path: string) => string): Change =>
  (request) => ({ ...request, path: change(request.path) });
export const body =
  (change: (members: Record<string, unknown>, context: Context) => unknown): Change =>
  (request, context) =>
    request.body === undefined
      ? request
      : { ...request, body: JSON.stringify(change(JSON.parse(request.body) as Record<string, unknown>, context)) };
export const without = (name: string): Change => query((pairs) => pairs.filter(([key]) => key !== name));
export const withFlag = (name: string, value: string): Change =>
  query((pairs) => [...pairs.filter(([key]) => key !== name), [name, value]]);

/** Changes requests on their way out. */
export const inRequests = (rows: readonly Row[]): Operator[] =>
  rows.map(([id, defect, rules, calls, change]) => ({
    ...{ id, defect, place: 'request', rules, calls },
    hooks: () => ({ send: (request, send, context) => send(change(request, context)) }),
  }));
