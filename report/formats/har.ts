import type { Cookie, Entry, Har, Header, Page, Request, Response } from 'har-format';

import type { ExchangeRecord, ResultRecord, Results } from '../../verdicts/model.js';
import { cut } from '../../verdicts/text.js';
import { isTrouble } from '../../verdicts/verdicts.js';
import { newsOf } from '../news.js';
import { arrayLines, encodeJson } from './encode.js';

/**
 * HAR 1.2 of every exchange: one page a result, in the order of the run. What HAR has no place for is in `_` fields.
 * The comment of the log says what came of the run and what is new in it; the title of a page, why its behaviour failed.
 */
export function renderHar(results: Results): Buffer {
  const withExchanges = results.results.filter((result) => result.exchanges.length > 0);
  const head: Omit<Har['log'], 'entries'> = {
    version: '1.2',
    creator: { name: 'sdk-conformance', version: results.suite.version },
    comment: commentOf(results),
    pages: withExchanges.map(page),
  };
  return encodeJson(pieces(head, withExchanges));
}

function* pieces(head: object, results: readonly ResultRecord[]): Generator<string> {
  yield `{"log":${JSON.stringify(head).slice(0, -1)},"entries":`;
  yield* arrayLines(entries(results));
  yield '}}\n';
}

function* entries(results: readonly ResultRecord[]): Generator<ConformanceEntry> {
  for (const result of results) for (const exchange of result.exchanges) yield entry(result, exchange);
}

/** The sentence of a gate is what holds it, which is not said twice. */
function commentOf(results: Results): string {
  const { sentence } = results.verdict;
  return [sentence, ...newsOf(results).filter((news) => !sentence.includes(news.replace(/\.$/, '')))].join(' ');
}

function page(result: ResultRecord): Page {
  const trouble = isTrouble(result.verdict) && result.failure ? `: ${cut(result.failure.message, 300)}` : '';
  return {
    id: pageId(result),
    title: `${result.sdk} · ${result.behaviour} · ${result.verdict}${trouble}`,
    startedDateTime: result.exchanges[0]?.startedAt ?? '',
    pageTimings: { onLoad: result.durationMs },
  };
}

function pageId({ sdk, behaviour }: ResultRecord): string {
  return `${sdk} ${behaviour}`;
}

interface ConformanceEntry extends Entry {
  _operation: string | null;
  _violations: ExchangeRecord['violations'];
  _deviations: ExchangeRecord['deviations'];
  _token: ExchangeRecord['request']['token'];
}

function entry(result: ResultRecord, exchange: ExchangeRecord): ConformanceEntry {
  const findings = [...exchange.violations, ...exchange.deviations];
  return {
    pageref: pageId(result),
    startedDateTime: exchange.startedAt,
    time: exchange.durationMs,
    request: request(exchange),
    response: response(exchange),
    cache: {},
    timings: { send: 0, wait: exchange.durationMs, receive: 0 },
    ...(findings.length > 0 && { comment: findings.map(({ message }) => message).join(' ') }),
    _operation: exchange.operation,
    _violations: exchange.violations,
    _deviations: exchange.deviations,
    _token: exchange.request.token,
  };
}

function request({ request: sent }: ExchangeRecord): Request {
  const query = sent.query.length === 0 ? '' : new URLSearchParams(sent.query).toString();
  return {
    method: sent.method,
    url: `http://${sent.headers['host'] ?? 'localhost'}${sent.path}${query && `?${query}`}`,
    httpVersion: 'HTTP/1.1',
    cookies: noCookies,
    headers: headers(sent.headers),
    queryString: sent.query.map(([name, value]) => ({ name, value })),
    headersSize: -1,
    bodySize: sent.bodyBytes,
    ...(sent.body !== null && { postData: { mimeType: sent.headers['content-type'] ?? '', text: sent.body } }),
  };
}

/** Browsers show a request without an answer as one of status 0. */
function response({ response: received }: ExchangeRecord): Response {
  const body = received?.body ?? '';
  const size = Buffer.byteLength(body);
  return {
    status: received?.status ?? 0,
    statusText: '',
    httpVersion: 'HTTP/1.1',
    cookies: noCookies,
    headers: headers(received?.headers ?? {}),
    content: { size, mimeType: received?.headers['content-type'] ?? 'x-unknown', text: body },
    redirectURL: '',
    headersSize: -1,
    bodySize: received ? size : -1,
  };
}

/** The API sets none, and one in a header is redacted there. */
const noCookies: Cookie[] = [];

function headers(record: Record<string, string>): Header[] {
  return Object.keys(record).map((name) => ({ name, value: record[name]! }));
}
