import type { Exchange } from '../spec/exchange.js';

/** Where `sdk-conformance mock` listens unless told otherwise. */
const localMock = 'http://localhost:4010';

/** What a client sets by itself: repeated by hand they would be wrong, or say nothing. */
const unrepeated = new Set([
  'host',
  'connection',
  'content-length',
  'transfer-encoding',
  'accept-encoding',
  'authorization',
  'user-agent',
  'expect',
  'te',
  'upgrade',
]);

/**
 * The `curl` that sends the request again, byte for byte where it was recorded whole, to a local mock. The token is not
 * in it: `$TOKEN` stands for it. A comment says so where a body was not recorded whole.
 * @param origin Of the server to send it to, without a path.
 */
export function curlFor({ request }: Exchange, origin: string = localMock): string {
  const query = request.query.map(([name, value]) => `${encode(name)}=${encode(value)}`).join('&');
  const lines = [
    // Without --path-as-is curl would tidy up the very path that may be the finding.
    `curl --path-as-is -X ${shellQuoted(request.method)} ${shellQuoted(`${origin}${encodePath(request.path)}${query && `?${query}`}`)}`,
  ];
  if (request.headers['authorization'] !== undefined) lines.push('-H "Authorization: $TOKEN"');
  for (const [name, value] of Object.entries(request.headers)) {
    if (!unrepeated.has(name.toLowerCase())) lines.push(`-H ${shellQuoted(`${name}: ${value}`)}`);
  }
  if (request.body !== null) lines.push(`--data-raw ${shellQuoted(request.body)}`);
  const command = lines.join(' \\\n  ');
  return isCut(request)
    ? `# The body, of ${request.bodyBytes} bytes, was not recorded whole: put it in before you send this.\n${command}`
    : command;
}

/** One word of a POSIX shell; with anything invisible in it, of bash, zsh or ksh, spelled out. */
export function shellQuoted(text: string): string {
  if (/^[\w@%+=:,./-]+$/.test(text)) return text;

  if (!/[\u0000-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\p{Cs}]/u.test(text)) {
    return `'${text.replaceAll("'", `'\\''`)}'`;
  }
  const bytes = Array.from(new TextEncoder().encode(text), (byte) => {
    if (byte === 0x27 || byte === 0x5c) return `\\${String.fromCharCode(byte)}`;
    return byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : `\\x${byte.toString(16).padStart(2, '0')}`;
  });
  return `$'${bytes.join('')}'`;
}

/** Neither a body that was cut nor one that is no text has the length it was sent with. */
function isCut({ body, bodyBytes }: Exchange['request']): boolean {
  return body !== null && new TextEncoder().encode(body).length !== bodyBytes;
}

/** A recorded path is as it was sent: only what no URL may hold is encoded. */
function encodePath(path: string): string {
  return path.replace(/[^\w\-.~!$&'()*+,;=:@/%]+/g, encode);
}

function encode(text: string): string {
  return encodeURIComponent(text.replace(/\p{Cs}/gu, '\ufffd'));
}
