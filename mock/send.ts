import type { ServerResponse } from 'node:http';

/** What lets a page of any origin call the API and read its answer. */
const corsHeaders: Record<string, string> = {
  'access-control-allow-origin': '*',
  'access-control-expose-headers': 'X-Ratelimit-Limit, X-Ratelimit-Remaining, X-Ratelimit-Reset',
};

/** Sends a whole answer at once. Returns the headers it went with. */
export function send(
  response: ServerResponse,
  status: number,
  headers: Record<string, string>,
  text: string,
): Record<string, string> {
  const sent = { ...headers, ...corsHeaders, 'content-length': String(Buffer.byteLength(text)) };
  response.writeHead(status, sent);
  response.end(text);
  return sent;
}

/** Answers a browser that asks before it sends. `asked` is its `Access-Control-Request-Headers`. */
export function sendPreflight(response: ServerResponse, asked: string | undefined): void {
  response.writeHead(204, {
    ...corsHeaders,
    'access-control-allow-methods': 'GET, POST, PUT, DELETE',
    'access-control-allow-headers': asked ?? '*',
    'access-control-max-age': '600',
  });
  response.end();
}
