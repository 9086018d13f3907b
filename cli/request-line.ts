import { duration, oneLine } from '../verdicts/text.js';
import type { Exchange } from '../spec/exchange.js';
import type { Colors } from './console.js';

/**
 * One line for one request to the mock: method, path with its query, status, time, and what the contract has to say
 * about it. The `api_key` is left out; it is the same in every line.
 */
export function requestLine(
  { request, response, durationMs, violations, deviations }: Exchange,
  colors: Colors,
): string {
  const query = request.query.filter(([name]) => name !== 'api_key').map(([name, value]) => `${name}=${value}`);
  const target = oneLine(`${request.path}${query.length > 0 ? `?${query.join('&')}` : ''}`);
  const findings = [
    ...violations.map(({ message }) => colors.red(`✕ violates the contract: ${oneLine(message)}`)),
    ...deviations.map(({ message }) => colors.yellow(`~ tolerated: ${oneLine(message)}`)),
  ];
  const status = response ? paint(response.status, colors) : colors.magenta('connection closed without an answer');
  return [`${request.method.padEnd(6)} ${target}`, status, colors.dim(duration(durationMs)), ...findings].join('  ');
}

function paint(status: number, colors: Colors): string {
  return (status < 400 ? colors.green : status < 500 ? colors.yellow : colors.red)(String(status));
}
