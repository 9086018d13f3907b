import type { VNode } from 'preact';

import type { Finding } from '../../../../spec/exchange.js';
import { duration, visible } from '../../../../verdicts/text.js';
import type { ExchangeRecord } from '../../../../verdicts/model.js';
import { Pre, Text } from '../bits.js';

/** One request and its answer: the line of it and what strays open, the rest on request. */
export function ExchangeView({ exchange }: { exchange: ExchangeRecord }): VNode {
  const { request, response, violations, deviations, faults = [], durationMs } = exchange;
  const query = request.query.map(([name, value]) => `${name}=${value}`).join('&');
  return (
    <details class="exchange">
      <summary>
        <code>
          <Text>{`${request.method} ${request.path}${query && `?${query}`}`}</Text>
        </code>{' '}
        → <strong>{response?.status ?? 'no answer'}</strong> <small>{duration(durationMs)}</small>
        <Findings glyph="✕" what="The API refuses it" findings={violations} tone="bad" />
        <Findings glyph="~" what="The API accepts it" findings={deviations} tone="note" />
        <Findings glyph="✕" what="The deployment strays" findings={faults} tone="bad" />
      </summary>
      <Message title="Request" headers={request.headers} body={request.body} />
      {request.token && (
        <p>
          Its token is of a <Text>{request.token.kind}</Text>, signed with{' '}
          <Text>{request.token.algorithm ?? 'nothing'}</Text>:{' '}
          <code>{visible(JSON.stringify(request.token.claims))}</code>
        </p>
      )}
      {response && <Message title="Response" headers={response.headers} body={response.body} />}
    </details>
  );
}

interface FindingsProps {
  glyph: string;
  what: string;
  findings: Finding[];
  tone: string;
}

function Findings({ glyph, what, findings, tone }: FindingsProps): VNode {
  return (
    <>
      {findings.map(({ id, message }, index) => (
        <span key={index} class={`finding tone-${tone}`}>
          <span aria-hidden="true">{glyph}</span> {what}: <Text>{message}</Text> <code>{id}</code>
        </span>
      ))}
    </>
  );
}

interface MessageProps extends Pick<ExchangeRecord['request'], 'headers' | 'body'> {
  title: string;
}

function Message({ title, headers, body }: MessageProps): VNode {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  const text = [...lines, ...(body ? ['', pretty(body)] : [])].join('\n');
  return (
    <>
      <h4>{title}</h4>
      <Pre label={title}>{visible(text)}</Pre>
    </>
  );
}

/** Indented where it is JSON; else as it was sent. */
function pretty(body: string): string {
  try {
    return JSON.stringify(JSON.parse(body), null, 2);
  } catch {
    return body;
  }
}
