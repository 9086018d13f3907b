import type { ExchangeRecord, ResultRecord } from '../verdicts/model.js';
import { shellQuoted } from './curl.js';

/** Of the app that the mock is given for a single request: any will do, as long as both sides know it. */
const secret = 'secret';

/** What to do before the `curl` of an exchange is pasted. */
export interface OnMock {
  /** Starts a mock that knows the app and holds what was there before. */
  serve: string;
  /** Sets `$TOKEN` to a token like the one that was sent. */
  token: string;
}

/** The commands that make a request possible again, on a mock of its own. */
export function onMock(
  { command, before }: Pick<ResultRecord, 'command' | 'before'>,
  { request }: ExchangeRecord,
): OnMock {
  // The same program in the same way as in the command that repeats it all.
  const [program = 'npx sdk-conformance'] = command.split(/ (?:run|gate) /);
  const key = request.query.find(([name]) => name === 'api_key')?.[1] ?? 'key';
  const users = before.flatMap(userOf);
  const serve = `${program} mock --port 4010 --app ${shellQuoted(`${key}:${secret}`)}`;
  const claims = request.token?.claims ?? { resource: 'users', action: '*', feed_id: '*' };
  const script = [
    'const{createHmac}=require("crypto")',
    'const b=v=>Buffer.from(JSON.stringify(v)).toString("base64url")',
    `const t=b({alg:"HS256",typ:"JWT"})+"."+b(${JSON.stringify(claims)})`,
    `console.log(t+"."+createHmac("sha256","${secret}").update(t).digest("base64url"))`,
  ].join(';');
  return {
    serve:
      users.length === 0
        ? serve
        : `echo ${shellQuoted(JSON.stringify(users))} > users.json\n${serve} --seed users.json`,
    token: `TOKEN=$(node -e ${shellQuoted(script)})`,
  };
}

/** `the API holds john-doe {"name":"John Doe"}` as a user of a seed. */
function userOf(sentence: string): { id: string; data: unknown }[] {
  const [, id, data = '{}'] = /^the API holds (\S+)(?: (\{.*\}))?$/s.exec(sentence) ?? [];
  if (id === undefined) return [];
  try {
    return [{ id, data: JSON.parse(data) as unknown }];
  } catch {
    return [];
  }
}
