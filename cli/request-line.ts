import { cut, duration, oneLine } from '../verdicts/text.js';
import type { Exchange } from '../spec/exchange.js';
import type { Colors } from './console.js';

/** How much of a body is shown, in characters. */
const shownBody = 10_000;

export interface RequestLineOptions {
  colors: Colors;
  /** Shows the bodies below the line. */
  verbose: boolean;
}

/**
 * Tells of requests to the mock, one line each: method, path with its query, status, time, why it was refused, and what
 * the contract has to say about it. The `api_key` is left out; it is the same in every line. That `X-Stream-Client` is
 * missing is told once: whoever types a `curl` does not send it.
 */
export function createRequestLine({ colors, verbose }: RequestLineOptions): (exchange: Exchange) => string {
  let toldOfClient = false;
  return (exchange) => {
    const { request, response, durationMs, injected } = exchange;
    const query = request.query.filter(([name]) => name !== 'api_key').map(([name, value]) => `${name}=${value}`);
    const target = oneLine(`${request.path}${query.length > 0 ? `?${query.join('&')}` : ''}`);
    const deviations = exchange.deviations.filter(({ id }) => id !== 'header/missing-client' || !toldOfClient);
    toldOfClient ||= exchange.deviations.some(({ id }) => id === 'header/missing-client');
    const findings = [
      ...whyRefused(exchange).map((why) => colors.red(`✕ ${oneLine(why)}`)),
      ...(injected === undefined ? [] : [colors.magenta(oneLine(injected))]),
      ...deviations.map(({ message }) => colors.yellow(`~ accepted: ${oneLine(message)}`)),
    ];
    const status = response ? paint(response.status, colors) : colors.magenta('connection closed without an answer');
    const took = colors.dim(duration(durationMs));
    const line = [`${request.method.padEnd(6)} ${target}`, status, took, ...findings].join('  ');
    const bodies = [request.body ? `> ${request.body}` : '', response?.body ? `< ${response.body}` : ''];
    const shown = verbose ? bodies.filter((body) => body !== '') : [];
    return [line, ...shown.map((body) => colors.dim(`       ${oneLine(cut(body, shownBody))}`))].join('\n');
  };
}

/** What breaks the contract; else what the API says, which an injected answer has no part in. */
function whyRefused({ violations, response, injected }: Exchange): string[] {
  if (violations.length > 0) return violations.map(({ message }) => `violates the contract: ${message}`);
  if (!response || response.status < 400 || injected !== undefined) return [];
  const said = /"detail":"((?:[^"\\]|\\.)*)"/.exec(response.body)?.[1];
  return said === undefined ? [] : [`refused: ${said}`];
}

function paint(status: number, colors: Colors): string {
  return (status < 400 ? colors.green : status < 500 ? colors.yellow : colors.red)(String(status));
}
