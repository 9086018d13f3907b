import type { Changes } from '../verdicts/changes.js';
import type { BehaviourRecord, SdkRecord } from '../verdicts/model.js';

const pythonExample = `"""Users, as the documentation of stream-python shows them."""

import stream


def connect(api_key, secret, base_url):
    """A client of the app."""
    return stream.connect(api_key, secret, base_url=base_url)


def create(client, user_id, data=None):
    """Add a user."""
    return client.users.add(user_id, data)


def get_or_create(client, user_id, data=None):
    """Add a user, or return the one that is there."""
    return client.users.add(user_id, data, get_or_create=True)
`;

const javascriptExample = `import { connect as connectStream } from 'getstream';

/** A client of the app. */
export function connect(apiKey, secret) {
  return connectStream(apiKey, secret);
}

/** Add a user. */
export async function create(client, userId, data) {
  return client.user(userId).create(data);
}
`;

const calls: SdkRecord['calls'] = ['create', 'getOrCreate', 'get', 'profile', 'update', 'delete', 'reference'];

/** Three SDKs that ran and one that could not. */
export const sampleSdks: SdkRecord[] = [
  {
    id: 'javascript',
    runner: 'javascript',
    language: 'JavaScript',
    name: 'getstream',
    version: '8.15.0',
    runtime: 'Node.js 20.20.2',
    status: 'ran',
    containment: { contained: true, by: 'bubblewrap 0.8.0' },
    credentials: ['secret', 'userToken'],
    calls: [...calls, 'setUser'],
    example: { file: 'example.js', text: javascriptExample },
  },
  {
    id: 'python',
    runner: 'python',
    language: 'Python',
    name: 'stream-python',
    version: '5.3.1',
    runtime: 'CPython 3.11.7',
    status: 'ran',
    containment: { contained: true, by: 'bubblewrap 0.8.0' },
    credentials: ['secret'],
    calls,
    example: { file: 'example.py', text: pythonExample },
  },
  {
    id: 'go',
    runner: 'go',
    language: 'Go',
    name: 'stream-go2',
    version: '8.9.0',
    runtime: 'go1.24.1',
    status: 'ran',
    containment: { contained: true, by: 'bubblewrap 0.8.0' },
    credentials: ['secret'],
    calls,
    example: null,
  },
  {
    id: 'java',
    runner: 'java',
    language: 'Java',
    name: 'stream-java',
    version: null,
    runtime: null,
    status: 'not-run',
    reason: 'Maven was not found on this machine.',
    remedy: 'Install Maven 3.8 or later.',
    credentials: [],
    calls: [],
    example: null,
  },
];

export const sampleBehaviours: BehaviourRecord[] = [
  {
    id: 'create/stores-a-user',
    suite: 'create',
    sentence: 'a new user is stored with its data',
    rule: {
      id: 'createAnswers201',
      sentence: 'Adding a user answers 201, also when get_or_create finds it.',
      source: 'observed',
    },
  },
  {
    id: 'conflict/keeps-the-stored-user',
    suite: 'conflict',
    sentence: 'adding a taken id fails and leaves the stored user as it was',
    rule: {
      id: 'conflict',
      sentence: 'If the user already exists an error is returned, and the stored user stays as it was.',
      source: 'documented',
    },
  },
  {
    id: 'update/keeps-numbers',
    suite: 'update',
    sentence: 'numbers come back with all their digits',
    rule: {
      id: 'dataFidelity',
      sentence: 'What is stored is what was given; JSON values come back as they went in.',
      source: 'derived',
    },
  },
  {
    id: 'size-limit/accepts-10240-bytes',
    suite: 'size-limit',
    sentence: 'data of exactly 10,240 bytes is stored',
    rule: { id: 'sizeLimit', sentence: 'The size of a user object can not exceed 10kB.', source: 'documented' },
  },
  {
    id: 'reference/set-user-is-own',
    suite: 'reference',
    sentence: "setUser creates the token's own user",
    rule: { id: 'setUser', sentence: "setUser gets or creates the token's own user.", source: 'observed' },
  },
];

/** What a gate may have found between two runs. */
export const sampleChanges: Changes = {
  before: 'python@5.3.1',
  after: 'python=../stream-python',
  compared: 5,
  causes: [
    {
      key: 'query.get_or_create: False → True',
      sdk: 'python',
      sentence: 'sends get_or_create=True where 5.3.1 sends False',
      consequence: '1 behaviour no longer holds',
      kind: 'newly-failing',
      behaviours: ['conflict/keeps-the-stored-user'],
      command: 'npx sdk-conformance gate --sdk python=../stream-python --only conflict/keeps-the-stored-user',
    },
    {
      key: 'failed → passed',
      sdk: 'python',
      sentence: 'failed → passed',
      consequence: '1 behaviour is fixed',
      kind: 'fixed',
      behaviours: ['update/keeps-numbers'],
    },
  ],
  items: [
    {
      kind: 'newly-failing',
      sdk: 'python',
      behaviour: 'conflict/keeps-the-stored-user',
      note: 'passed → failed: no error',
      cause: 'query.get_or_create: False → True',
      accounts: {
        before: ['create(john-doe) → done', 'create(john-doe) → error 409, code 22'],
        after: ['create(john-doe) → done', 'create(john-doe) → done'],
      },
    },
    {
      kind: 'fixed',
      sdk: 'python',
      behaviour: 'update/keeps-numbers',
      note: 'failed → passed',
      cause: 'failed → passed',
    },
  ],
};
