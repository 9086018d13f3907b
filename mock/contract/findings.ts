import type { IPrismDiagnostic } from '@stoplight/prism-core';

import type { Finding } from '../../spec/exchange.js';

import type { ExceptionFields } from '../api/reply.js';
import type { Call } from './call.js';

/** How much of a value a message quotes, in characters. */
const quotedLength = 80;

/** A value as a message shows it, cut where it gets long. */
export function quote(value: unknown): string {
  if (value === undefined) return 'absent';
  let text: string;
  try {
    text = JSON.stringify(value);
  } catch {
    return 'a value nested too deeply to show';
  }
  return text.length <= quotedLength ? text : `${text.slice(0, quotedLength)}…`;
}

/**
 * What Prism found wrong with a request, as findings: its place, the rule broken, and a sentence with the value.
 * Credentials are named, never quoted.
 */
export function fromDiagnostics(diagnostics: readonly IPrismDiagnostic[], call: Call): Finding[] {
  return diagnostics.map((diagnostic) => {
    const code = String(diagnostic.code ?? '');
    if (code === '401') {
      return {
        id: 'security/missing',
        location: 'security',
        message: 'The request lacks a credential: api_key in the query, or a token in Authorization.',
      };
    }
    if (code === '415') {
      return {
        id: 'header/content-type',
        location: 'header.content-type',
        message: `The body's type must be application/json; it is ${quote(call.request.headers['content-type'])}.`,
      };
    }
    const [place = 'body', ...names] = diagnostic.path ?? [];
    const required = /required property '(.+)'/.exec(diagnostic.message)?.[1];
    const location = [place, ...names, ...(required ? [required] : [])].join('.');
    const value = valueAt(call, place, place === 'path' && required ? [required] : names);
    const shown = value === undefined || (required && place !== 'path') ? '' : `; it is ${quote(value)}`;
    return { id: `${place}/${code || 'invalid'}`, location, message: `${diagnostic.message}${shown}.` };
  });
}

function valueAt({ path, element, body }: Call, place: string, names: readonly string[]): unknown {
  const roots: Record<string, unknown> = {
    path,
    body,
    query: element?.url.query,
    header: element?.headers,
  };
  return names.reduce<unknown>(
    (value, name) =>
      typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined,
    roots[place],
  );
}

/** The findings as the API tells them: under the last name of each place. */
export function exceptionFields(findings: readonly Finding[]): ExceptionFields {
  const fields: ExceptionFields = {};
  for (const { location, message } of findings) {
    const field = location.slice(location.lastIndexOf('.') + 1);
    (fields[field] ??= []).push(message);
  }
  return fields;
}
