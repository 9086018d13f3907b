import type { IncomingMessage, ServerResponse } from 'node:http';

import type { Contract } from '../../spec/contract.js';
import type { Answerer } from '../answer.js';
import { type Engine, Run } from '../engine.js';
import type { Journal } from '../journal.js';
import { callOf, type Prepare, type Prepared, violationsOf } from '../prepare.js';
import { apiKeyOf, type RawRequest, readHead, splitTarget } from '../raw-request.js';
import { readBody } from '../read-body.js';
import { Recording } from '../recording.js';
import type { Reply } from '../reply.js';
import type { TokenVerifier } from '../tokens.js';
import { type Deployment, type DeploymentAnswer, NoAnswer } from './upstream.js';
import type { Tenants } from './tenants.js';

/** The largest body that is passed on; the contract's own limit is far below. */
const bodyLimit = 32 * 2 ** 20;

export interface FrontParts {
  contract: Contract;
  /** As the SDKs know the app, behaviour by behaviour. */
  tenants: Tenants;
  /** The key by which the deployment knows it. */
  realKey: string;
  deployment: Deployment;
  journal: Journal;
  engine: Engine;
  prepare: Prepare;
  tokens: TokenVerifier;
  answer: Answerer;
}

/** One request on its way to the deployment. */
interface Passage {
  raw: RawRequest;
  key: string;
  recording: Recording;
  message: IncomingMessage;
}

/** Passes requests on to the deployment and its answers back, as they are, and records and judges both. */
export function createFront(parts: FrontParts): (message: IncomingMessage, response: ServerResponse) => void {
  const { contract, tenants, journal } = parts;
  return (message, response) => {
    const raw = readHead(message);
    const key = apiKeyOf(splitTarget(raw.url)[1]);
    const recording = new Recording(journal.nextSequence(), raw.method, raw.url, message.rawHeaders, null);
    journal.add(key, recording);
    response.once('close', () => recording.ended());
    readBody(message, bodyLimit, ({ bytes }) => {
      if (bytes.length > 0) {
        raw.body = bytes;
        recording.setBody(bytes, bytes.length);
      }
      raw.bodyTooLarge = bytes.length > contract.limits.requestBodyBytes;
      // One at a time, so that what the answer should be does not depend on chance.
      void tenants.inTurn(() => pass({ raw, key, recording, message }, response));
    });
  };

  async function pass(passage: Passage, response: ServerResponse): Promise<void> {
    const { raw, key, recording } = passage;
    const prepared = parts.prepare(raw);
    recording.prepared = prepared;
    const secret = tenants.get(key)?.secret;
    if (secret !== undefined) recording.search(secret, raw.body);
    try {
      if (prepared.userId !== '') await tenants.claim(key, prepared.userId);
      const due = await expected(passage, prepared);
      const answer = await parts.deployment.send({
        method: raw.method,
        target: tenants.get(key) ? raw.url.replace(key, encodeURIComponent(parts.realKey)) : raw.url,
        rawHeaders: passage.message.rawHeaders,
        body: raw.body,
      });
      recording.faults.push(...tenants.judgeOf(key).judge(prepared.subject?.operation ?? null, answer, due));
      sendBack(answer, response, recording);
    } catch (error) {
      const cause = error instanceof Error ? error.message : String(error);
      const what = error instanceof NoAnswer ? 'answered nothing' : 'could not be brought to answer';
      const message = `The deployment ${what}: ${cause}.`;
      recording.faults.push({ id: 'answer/none', location: 'response', message });
      response.destroy();
    }
  }

  /** The answer by the contract's own logic; `null` when the contract has no such operation. */
  async function expected({ raw, key, recording }: Passage, prepared: Prepared): Promise<Reply | null> {
    const { operation, subject } = prepared;
    if (!operation || !subject) return null;
    const app = tenants.get(key);
    const token = app
      ? await parts.tokens.verify(app.secret, prepared.token)
      : { ok: false as const, reason: 'missing' as const };
    const run = new Run(
      subject,
      (diagnostics) => {
        const violations = violationsOf(prepared, diagnostics, raw);
        recording.violations = violations;
        const { bodyTooLarge } = raw;
        return parts.answer(callOf(prepared, { operation, app, token, violations, bodyTooLarge, recording }));
      },
      false,
    );
    return (await parts.engine.run(run)).reply;
  }
}

function sendBack({ status, headers, body }: DeploymentAnswer, response: ServerResponse, recording: Recording): void {
  if (!response.destroyed) {
    response.writeHead(status, { ...headers, 'content-length': body.length });
    response.end(body);
  }
  recording.answered(status, headers, body.toString('utf8'));
}
