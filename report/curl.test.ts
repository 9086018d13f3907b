import { execFileSync } from 'node:child_process';

import { describe, expect, it } from 'vitest';

import { curlFor, shellQuoted } from './curl.js';
import { hostileText } from '../testing/hostile-results.js';
import { sampleResults } from '../testing/sample-results.js';

const exchange = () => {
  const [first] = sampleResults().results.flatMap(({ exchanges }) => exchanges);
  if (!first) throw new Error('The sample has no exchange.');
  return first;
};

describe('the curl of an exchange', () => {
  it('sends method, path, query, headers and body, with a token of the reader', () => {
    expect(curlFor(exchange())).toBe(
      [
        "curl --path-as-is -X POST 'http://localhost:4010/api/v1.0/user/?api_key=key1'",
        '-H "Authorization: $TOKEN"',
        "-H 'stream-auth-type: jwt'",
        "-H 'content-type: application/json'",
        "-H 'x-stream-client: stream-javascript-client-8.15.0'",
        `--data-raw '{"id":"john-doe","data":{"name":"John Doe"}}'`,
      ].join(' \\\n  '),
    );
  });

  it('keeps a path as it was sent, and encodes what no address may hold', () => {
    const sent = exchange();
    sent.request.path = '/api/v1.0/user//a b/../%20"';
    expect(curlFor(sent)).toContain("'http://localhost:4010/api/v1.0/user//a%20b/../%20%22?api_key=key1'");
  });

  it('says so when the body was not recorded whole', () => {
    const sent = exchange();
    sent.request.bodyBytes = 10_240;
    expect(curlFor(sent)).toMatch(/^# The body, of 10240 bytes, was not recorded whole/);
  });
});

describe('a quoted word', () => {
  it.each([
    ['plain-word'],
    ["it's"],
    ['$(id) `id` "quoted" \\n'],
    [hostileText.replaceAll('\u0000', '').replace(/\p{Cs}/gu, '')],
  ])('reaches a program as it is: %j', (text) => {
    expect(execFileSync('bash', ['-c', `printf %s ${shellQuoted(text)}`], { encoding: 'utf8' })).toBe(text);
  });

  it('holds nothing that a terminal would act on', () => {
    expect(shellQuoted(hostileText)).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202e\u2066]/);
  });
});
