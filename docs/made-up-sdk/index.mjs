import { createHmac } from 'node:crypto';

/** What the API refused. */
export class MadeUpError extends Error {
  constructor({ detail, status_code: status, code }) {
    super(detail);
    this.status = status;
    this.code = code;
  }
}

export class MadeUpClient {
  constructor(apiKey, secret, { baseUrl }) {
    const token = [
      { alg: 'HS256', typ: 'JWT' },
      { resource: '*', action: '*', feed_id: '*' },
    ]
      .map(encode)
      .join('.');
    const signature = createHmac('sha256', secret).update(token).digest('base64url');
    this.users = `${baseUrl}/api/v1.0/user/`;
    this.apiKey = apiKey;
    this.headers = {
      authorization: `${token}.${signature}`,
      'content-type': 'application/json',
      'stream-auth-type': 'jwt',
      'x-stream-client': 'made-up-1.2.3',
    };
  }

  addUser = (id, data = {}, { getOrCreate } = {}) =>
    this.#send('POST', '', { id, data }, getOrCreate ? '&get_or_create=true' : '');
  getUser = (id) => this.#send('GET', `${encodeURIComponent(id)}/`);
  updateUser = (id, data = {}) => this.#send('PUT', `${encodeURIComponent(id)}/`, { data });
  deleteUser = (id) => this.#send('DELETE', `${encodeURIComponent(id)}/`);

  async #send(method, path, body, query = '') {
    const address = `${this.users}${path}?api_key=${this.apiKey}${query}`;
    const { 'content-type': type, ...headers } = this.headers;
    const response = await fetch(address, {
      method,
      headers: body ? { ...headers, 'content-type': type } : headers,
      body: body && JSON.stringify(body),
    });
    const answer = await response.json();
    if (!response.ok) throw new MadeUpError(answer);
    return answer;
  }
}

const encode = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');
