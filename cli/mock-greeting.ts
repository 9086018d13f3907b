import type { AppSeed } from '../mock/index.js';
import { serverToken } from '../mock/tokens.js';
import { shellQuoted } from '../report/curl.js';
import { plural } from '../verdicts/text.js';
import { loadContract } from '../spec/contract.js';
import type { Colors } from './console.js';

/** What the mock says once it serves: where it is, whom it knows, and a request that works as it stands. */
export async function mockGreeting(url: string, apps: readonly AppSeed[], colors: Colors): Promise<string> {
  const [first] = apps;
  return [
    `Serving the users API at ${colors.bold(url)}`,
    '',
    ...apps.map(
      ({ key, secret, users = [] }) =>
        `  API key "${colors.bold(key)}", secret "${colors.bold(secret)}", ${plural(users.length, 'user')}`,
    ),
    ...(first ? ['', 'Try it with the first app and a server token of its own:', '', await tryOut(url, first)] : []),
    '',
    'Every request is shown below. What is stored is forgotten at the end; Ctrl-C ends it.',
    '',
  ].join('\n');
}

/** A `curl` that adds a user or, where there are users, retrieves the first. */
async function tryOut(url: string, { key, secret, users: [user] = [] }: AppSeed): Promise<string> {
  const { basePath } = loadContract();
  const path = user ? `user/${user.id}/` : 'user/';
  const words = [
    `curl ${shellQuoted(`${url}${basePath}/${path}?api_key=${encodeURIComponent(key)}`)}`,
    `-H 'Authorization: ${await serverToken(secret)}'`,
    `-H 'stream-auth-type: jwt'`,
    `-H 'X-Stream-Client: curl-1'`,
  ];
  if (!user) {
    const body = JSON.stringify({ id: 'john-doe', data: { name: 'John Doe' } });
    words.push(`-H 'Content-Type: application/json'`, `-d ${shellQuoted(body)}`);
  }
  return words.map((word, index) => (index === 0 ? `  ${word}` : `    ${word}`)).join(' \\\n');
}
