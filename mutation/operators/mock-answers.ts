import { type Operator, served } from '../operator.js';
import {
  after,
  asked,
  body,
  cut,
  errorStatuses,
  giving,
  inMock,
  moments,
  onError,
  onSuccess,
  reached,
  users,
  type Row,
} from './mock-changes.js';

const rows: Row[] = [
  [
    'other-success',
    'answers 202 for success',
    ['createAnswers201', 'wireForm', 'retries'],
    served,
    onSuccess((answer) => ({ ...answer, status: 202 })),
  ],
  ...errorStatuses.flatMap((status): Row[] => [
    [
      `status-of-${status}`,
      `answers another status than ${status}`,
      ['errorShape', 'token', 'apiKey', 'userId', 'dataIsObject'],
      reached(status),
      after(
        (found) => found === status,
        (answer) => ({ ...answer, status: 418 }),
      ),
    ],
    [
      `code-of-${status}`,
      `answers another code with ${status}`,
      ['errorShape'],
      reached(status),
      after(
        (found) => found === status,
        body((members) => ({ ...members, code: 99 })),
      ),
    ],
    [
      `sentence-of-${status}`,
      `answers another sentence with ${status}`,
      ['errorShape', 'errorSentence'],
      reached(status),
      after(
        (found) => found === status,
        body((members) => ({ ...members, detail: 'No.' })),
      ),
    ],
  ]),
  [
    'empty-errors',
    'answers errors without a body',
    ['errorShape', 'errorSentence'],
    served,
    onError((answer) => ({ ...answer, body: '' })),
  ],
  [
    'no-answered-data',
    'answers without the data',
    users,
    giving,
    onSuccess(body((members) => ({ ...members, data: {} }))),
  ],
  [
    'answers-what-was-sent',
    'answers the data that was sent',
    ['getOrCreate', 'dataFidelity', 'retrieve'],
    ['getOrCreate'],
    onSuccess(body((members, call) => ({ ...members, data: JSON.parse(call.dataText) as unknown }))),
  ],
  [
    'no-answered-id',
    'answers without the id',
    [...users, 'userId'],
    giving,
    onSuccess(body((members) => ({ ...members, id: undefined }))),
  ],
  [
    'lower-answered-id',
    'answers the id in lower case',
    [...users, 'userId'],
    giving,
    onSuccess(body((members) => ({ ...members, id: String(members['id']).toLowerCase() }))),
  ],
  [
    'answers-milliseconds',
    'answers timestamps in milliseconds',
    moments,
    giving,
    onSuccess(
      body((members) => ({
        ...members,
        created_at: cut(members['created_at']),
        updated_at: cut(members['updated_at']),
      })),
    ),
  ],
  [
    'answers-one-moment',
    'answers created_at for both',
    moments,
    giving.filter((call) => call !== 'create'),
    onSuccess(body((members) => ({ ...members, updated_at: members['created_at'] }))),
  ],
  [
    'answers-swapped-moments',
    'answers the timestamps swapped',
    moments,
    giving.filter((call) => call !== 'create'),
    onSuccess(
      body((members) => ({ ...members, created_at: members['updated_at'], updated_at: members['created_at'] })),
    ),
  ],
  [
    'no-updated-at',
    'answers without updated_at',
    moments,
    giving,
    onSuccess(body((members) => ({ ...members, updated_at: undefined }))),
  ],
  [
    'zero-counts',
    'answers 0 for follow counts',
    ['followCounts'],
    ['profile'],
    onSuccess(body((members) => ({ ...members, followers_count: 0, following_count: 0 }))),
  ],
  [
    'no-counts',
    'answers without follow counts',
    ['followCounts'],
    ['profile'],
    asked(() => ({ withFollowCounts: false })),
  ],
  [
    'counts-for-all',
    'answers with follow counts',
    ['followCounts'],
    ['get'],
    asked(() => ({ withFollowCounts: true })),
  ],
  [
    'swapped-counts',
    'answers follow counts swapped',
    ['followCounts'],
    ['profile'],
    onSuccess(
      body((members) => ({
        ...members,
        followers_count: members['following_count'],
        following_count: members['followers_count'],
      })),
    ),
  ],
];

/** APIs that answer wrongly. */
export const mockAnswerOperators: readonly Operator[] = inMock(rows);
