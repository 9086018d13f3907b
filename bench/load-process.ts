/** Puts a server under load with autocannon: reads a `Load` from standard input, writes a `LoadResult`. */
import { text } from 'node:stream/consumers';

import autocannon from 'autocannon';

import type { Load, LoadResult } from './load.js';

const load = JSON.parse(await text(process.stdin)) as Load;
const query = `?api_key=${encodeURIComponent(load.apiKey)}`;
const { pathname, origin } = new URL(load.base);
const basePath = pathname.replace(/\/$/, '');

const result = await autocannon({
  url: origin,
  connections: load.connections,
  duration: load.seconds,
  requests: load.method === 'GET' ? load.ids.map(getUser) : [addUser()],
});
// Its own average is of whole seconds, of which a short round has few.
const perSecond = (result['2xx'] + result.non2xx) / result.duration;
process.stdout.write(JSON.stringify({ perSecond, refused: result.non2xx + result.errors } satisfies LoadResult));

function getUser(id: string): autocannon.Request {
  return { method: 'GET', path: `${basePath}/user/${id}/${query}`, headers: load.headers };
}

/** Every request adds another user: one sent twice would conflict, and a remembered answer would flatter the server. */
function addUser(): autocannon.Request {
  let count = 0;
  const request: autocannon.Request = {
    method: 'POST',
    path: `${basePath}/user/${query}`,
    headers: { ...load.headers, 'content-type': 'application/json' },
  };
  return {
    ...request,
    setupRequest(before) {
      count += 1;
      const body = JSON.stringify({
        id: `${load.prefix}-${count}`,
        data: { name: 'John Doe', occupation: 'Software Engineer' },
      });
      return { ...before, ...request, body };
    },
  };
}
