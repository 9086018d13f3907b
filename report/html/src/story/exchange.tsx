import type { VNode } from 'preact';

import { curlFor } from '../../../curl.js';
import type { ExchangeRecord } from '../../../../verdicts/model.js';
import { duration, visible } from '../../../../verdicts/text.js';
import { Command, Text } from '../bits.js';
import { jsonLines } from './json-lines.js';
import { Marked, Notes, marksAt, marksOf } from './marks.js';
import type { Mark } from './marks.js';

/** One request and its answer: a line to read, and all of it to look into, with the findings marked where they stand. */
export function ExchangeView({ exchange, open }: { exchange: ExchangeRecord; open: boolean }): VNode {
  const { response, durationMs } = exchange;
  const marks = marksOf(exchange);
  return (
    <details class="exchange" open={open || marks.some(({ kind }) => kind === 'violation')}>
      <summary>
        <RequestLine exchange={exchange} marks={marks} />
        <span class="answer">
          <b class={response === null || response.status >= 400 ? 'status high' : 'status'}>
            {response?.status ?? 'no answer'}
          </b>
          <span class="time">{duration(durationMs)}</span>
        </span>
      </summary>
      <Notes marks={marks} />
      <div class="sides">
        <Side
          title="Request"
          headers={exchange.request.headers}
          body={exchange.request.body}
          bytes={exchange.request.bodyBytes}
          marks={marks}
          token={exchange.request.token}
        />
        {response && (
          <Side title="Response" headers={response.headers} body={response.body} bytes={null} marks={[]} token={null} />
        )}
      </div>
      <Command text={curlFor(exchange)} what="the curl that sends this request again" />
    </details>
  );
}

function RequestLine({ exchange: { request }, marks }: { exchange: ExchangeRecord; marks: readonly Mark[] }): VNode {
  return (
    <code class="request-line">
      <Marked marks={marksAt(marks, 'method')}>
        <b>{visible(request.method)}</b>
      </Marked>{' '}
      <Marked marks={marksAt(marks, 'path')}>
        <Text>{request.path}</Text>
      </Marked>
      {request.query.map(([name, value], index) => (
        <span key={index} class="pair">
          {index === 0 ? '?' : '&'}
          <Marked marks={marksAt(marks, `query.${name}`)}>
            <Text>{`${name}=${value}`}</Text>
          </Marked>
        </span>
      ))}
    </code>
  );
}

interface SideProps {
  title: string;
  headers: Record<string, string>;
  body: string | null;
  bytes: number | null;
  marks: readonly Mark[];
  token: ExchangeRecord['request']['token'];
}

function Side({ title, headers, body, bytes, marks, token }: SideProps): VNode {
  return (
    <div class="side">
      <h4>{title}</h4>
      <dl class="headers">
        {Object.entries(headers).map(([name, value]) => (
          <div key={name}>
            <dt>
              <Text>{name}</Text>
            </dt>
            <dd>
              <Marked marks={marksAt(marks, `header.${name}`)}>
                <Text>{value}</Text>
              </Marked>
            </dd>
          </div>
        ))}
        {token && (
          <div>
            <dt>token says</dt>
            <dd>
              <Marked marks={marksAt(marks, 'security')}>
                <Text>{`${token.kind}, ${token.algorithm ?? 'no algorithm'}, ${JSON.stringify(token.claims)}`}</Text>
              </Marked>
            </dd>
          </div>
        )}
      </dl>
      {body !== null && body !== '' && <Body title={title} body={body} marks={marks} />}
      {bytes !== null && bytes > 0 && <p class="size">{bytes.toLocaleString('en')} bytes</p>}
    </div>
  );
}

function Body({ title, body, marks }: { title: string; body: string; marks: readonly Mark[] }): VNode {
  const lines = jsonLines(body, 'body') ?? [{ text: body, path: 'body' }];
  return (
    <pre class="code body" tabIndex={0} aria-label={`${title} body`}>
      {lines.map(({ text, path }, index) => (
        <span key={index}>
          <Marked marks={path ? marksAt(marks, path) : []}>{visible(text)}</Marked>
          {'\n'}
        </span>
      ))}
    </pre>
  );
}
