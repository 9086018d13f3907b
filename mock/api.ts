import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';

import type { Contract } from '../spec/contract.js';

import type { Answerer } from './answer.js';
import { durationOf } from './answer.js';
import type { App, Apps, Fault } from './apps.js';
import { Run } from './engine.js';
import type { Engine } from './engine.js';
import { faultReply } from './faults.js';
import type { Journal } from './journal.js';
import { callOf, violationsOf } from './prepare.js';
import type { Prepare, Prepared } from './prepare.js';
import { apiKeyOf, readHead, splitTarget } from './raw-request.js';
import type { RawRequest } from './raw-request.js';
import { announcedBytes, mayHaveBody, readBody } from './read-body.js';
import { Recording, createHeaderSharing } from './recording.js';
import type { ErrorReplies, Reply } from './reply.js';
import { send } from './send.js';
import type { TokenVerdict, TokenVerifier } from './tokens.js';

/** How long a client may go on sending a body that has been refused, before it is cut off. */
const refusedBodyGraceMs = 2_000;

/** What answering the API takes. */
export interface ApiParts {
  contract: Contract;
  apps: Apps;
  journal: Journal;
  engine: Engine;
  prepare: Prepare;
  tokens: TokenVerifier;
  errors: ErrorReplies;
  answer: Answerer;
  /** False when answers are meant to stray from the contract. */
  checkAnswers: boolean;
  /** Told of every exchange, once it is over. */
  onEnd: ((recording: Recording) => void) | null;
  /** Told of every fault of the mock's own. */
  onDefect: (message: string) => void;
}

/** One request on its way through the mock. */
interface Passage {
  raw: RawRequest;
  key: string;
  recording: Recording;
  response: ServerResponse;
}

const noToken: TokenVerdict = { ok: false, reason: 'missing' };

/** Answers requests to the API: records each, prepares it, has it judged and answered, and sends the answer. */
export function createApi(parts: ApiParts): (message: IncomingMessage, response: ServerResponse) => void {
  const { contract, journal, onEnd } = parts;
  const shareHeaders = createHeaderSharing();

  return (message, response) => {
    const raw = readHead(message);
    const key = apiKeyOf(splitTarget(raw.url)[1]);
    const expects = mayHaveBody(message);
    const announced = expects ? announcedBytes(message) : 0;
    const recording = new Recording(
      journal.nextSequence(),
      raw.method,
      raw.url,
      shareHeaders(message.rawHeaders),
      announced,
    );
    journal.add(key, recording);
    response.once('close', () => {
      recording.ended();
      onEnd?.(recording);
    });
    const passage: Passage = { raw, key, recording, response };
    if (!expects) return void answer(passage);
    readBody(message, contract.limits.requestBodyBytes, ({ bytes, tooLarge }) => {
      if (bytes.length > 0) raw.body = bytes;
      raw.bodyTooLarge = tooLarge;
      if (tooLarge || bytes.length > 0) recording.setBody(bytes, tooLarge ? (announced ?? bytes.length) : bytes.length);
      if (tooLarge) cutOffLater(message, response);
      void answer(passage);
    });
  };

  async function answer(passage: Passage): Promise<void> {
    const { raw, key, recording, response } = passage;
    try {
      const app = parts.apps.get(key);
      if (app) recording.search(app.secret, raw.body);
      const prepared = parts.prepare(raw);
      recording.prepared = prepared;
      const fault = app?.takeFault() ?? null;
      const verdict = app ? parts.tokens.verify(app.secret, prepared.token) : noToken;
      const token = verdict instanceof Promise ? await verdict : verdict;
      const reply = await judge(passage, prepared, app, token, fault);
      if (fault?.delayMs) await wait(fault.delayMs);
      if (fault?.disconnect) response.destroy();
      else sendReply(passage, reply);
    } catch (error) {
      parts.onDefect(
        `Failed to answer ${raw.method} ${splitTarget(raw.url)[0]}: ${(error as Error).stack ?? String(error)}`,
      );
      sendReply(passage, parts.errors.create(500, -1, durationOf(recording)));
    }
  }

  /** The answer to a request; a fault takes the place of what the API would do, but the request is judged all the same. */
  async function judge(
    { raw, recording }: Passage,
    prepared: Prepared,
    app: App | null,
    token: TokenVerdict,
    fault: Fault | null,
  ): Promise<Reply> {
    const { operation, subject, status } = prepared;
    if (!subject || !operation) {
      if (fault) return faultReply(fault, parts.errors, durationOf(recording));
      return parts.errors.unrouted(status ?? 404, prepared.allow, durationOf(recording));
    }
    const run = new Run(
      subject,
      (validations) => {
        const violations = violationsOf(prepared, validations, raw);
        recording.violations = violations;
        if (fault) return faultReply(fault, parts.errors, durationOf(recording));
        const { bodyTooLarge } = raw;
        return parts.answer(callOf(prepared, { operation, app, token, violations, bodyTooLarge, recording }));
      },
      parts.checkAnswers && !fault,
    );
    const { reply, faults } = await parts.engine.run(run);
    if (faults.length === 0) return reply;
    const reasons = faults.map(({ message }) => message).join('; ');
    parts.onDefect(
      `Failed to answer ${operation} within the contract: ${reasons}. The answer was ${reply.statusCode} ${reply.text.slice(0, 200)}`,
    );
    return parts.errors.create(500, -1, durationOf(recording));
  }
}

function sendReply({ response, recording }: Passage, reply: Reply): void {
  if (response.destroyed || response.headersSent) return;
  const headers = send(response, reply.statusCode, reply.headers, reply.text);
  recording.answered(reply.statusCode, headers, reply.text);
}

/** Closes the connection after the answer; not at once, because a client that is still sending would miss it. */
function cutOffLater(message: IncomingMessage, response: ServerResponse): void {
  response.setHeader('connection', 'close');
  const timer = setTimeout(() => message.destroy(), refusedBodyGraceMs);
  timer.unref();
  message.once('close', () => clearTimeout(timer));
}
