import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

import type { Finding } from '../spec/exchange.js';

import { errorReply, fieldsOf } from './api/reply.js';
import type { Call } from './contract/call.js';
import { judgeCall } from './contract/judge.js';
import { loadOperations } from './contract/operations.js';
import { createRoute } from './contract/route.js';
import { verifyToken } from './contract/token.js';
import type { MockControl, State } from './control/control.js';
import { isControl, serveControl } from './control/http.js';
import { type Address, type Listener, listen } from './http/listen.js';
import type { Reply } from './http/reply.js';
import { type ParserError, readBody, readHead, readMalformed, type Request, waitsToSend } from './http/request.js';
import { send, sendPreflight, sendRefusal } from './http/send.js';
import type { Recording } from './journal/journal.js';

/** How long a client may go on sending a body that has been refused, before it is cut off. */
const refusedBodyGraceMs = 2_000;

/** What serving takes; a mock and a target differ in how a judged call is answered. */
interface ServeParts extends State, Address {
  /** `null` closes the connection without an answer; once it is closed, nobody waits for one. */
  answer: (call: Call, connection: Socket) => Reply | Promise<Reply | null>;
  /** No more of a body is read; the contract's limit when absent. */
  readBytes?: number;
  /** What `/_mock/` does. */
  control: MockControl;
  /** Told of every fault of the mock's own. */
  onDefect: (message: string) => void;
}

/** Serves the API: bytes → request → routed → judged → answered → recorded. */
export async function serve(parts: ServeParts): Promise<Listener> {
  const { contract, apps, journal, onDefect } = parts;
  const { requestBodyBytes } = contract.limits;
  const { readBytes = requestBodyBytes } = parts;
  const route = createRoute(contract, await loadOperations(contract));
  /** Of requests whose body is still to come: has them refused, because what came is no body. */
  const reading = new WeakMap<IncomingMessage, (why: Finding) => void>();
  const control = serveControl(parts.control, onDefect);

  function receive(message: IncomingMessage, response: ServerResponse): void {
    const waits = message.headers.expect !== undefined && waitsToSend(message);
    if (isControl(message.url)) {
      if (waits) response.writeContinue();
      control(message, response);
      return;
    }
    if (isPreflight(message)) {
      sendPreflight(response, message.headers['access-control-request-headers']);
      return;
    }
    const request = readHead(message);
    const recording = journal.begin(request);
    response.once('close', () => journal.end(recording));
    // By HTTP a body is announced in one of two headers.
    const hasBody = request.bodyBytes !== 0 || request.headers['transfer-encoding'] !== undefined;
    if (!hasBody) return respond(request, recording, response);
    // Nobody has to send a body that is refused by its length.
    const tooLong = request.bodyBytes > readBytes;
    if (waits && !tooLong) response.writeContinue();
    reading.set(message, (why) => {
      request.refusal = why;
      response.setHeader('connection', 'close');
      respond(request, recording, response);
    });
    readBody(message, readBytes, (bytes, cut) => {
      reading.delete(message);
      request.bodyCut = cut;
      request.bodyTooLarge = cut || bytes.length > requestBodyBytes;
      if (bytes.length > 0) request.body = bytes;
      if (!cut || !tooLong) request.bodyBytes = bytes.length;
      if (cut) cutOffLater(message);
      respond(request, recording, response);
    });
  }

  /** Whatever goes wrong, the process goes on. */
  function respond(request: Request, recording: Recording, response: ServerResponse): void {
    const tell = (error: unknown): void =>
      onDefect(`Failed to answer ${request.method} ${request.path}: ${(error as Error).stack ?? String(error)}`);
    replyTo(request, recording, response)
      .catch(async (error: unknown) => {
        tell(error);
        recording.answered(await send(response, errorReply({ contract, request }, 500)));
      })
      .catch((error: unknown) => {
        tell(error);
        response.destroy();
      });
  }

  async function replyTo(request: Request, recording: Recording, response: ServerResponse): Promise<void> {
    const call = route(request);
    call.app = apps.get(request.key) ?? null;
    if (call.app) call.verdict = await verifyToken(call.app.secret, call.token);
    judgeCall(call);
    recording.call = call;
    const reply = await parts.answer(call, response.req.socket);
    if (reply) recording.answered(await send(response, reply, call.fault));
    else response.destroy();
  }

  function answerMalformed(error: ParserError, socket: Socket, within: IncomingMessage | undefined): void {
    const request = socket.writable && socket.bytesRead > 0 ? readMalformed(error) : null;
    if (!request?.refusal) return void socket.destroy();
    const refuse = within && reading.get(within);
    // Who ends a connection within a body has hung up.
    if (refuse && error.code === 'HPE_INVALID_EOF_STATE') return void socket.destroy();
    if (refuse) return refuse(request.refusal);
    const recording = journal.begin(request);
    const fields = fieldsOf([request.refusal]);
    recording.answered(sendRefusal(socket, errorReply({ contract, request }, 400, 4, { fields })));
    journal.end(recording);
  }

  return listen(parts, receive, answerMalformed);
}

/** Browsers ask first; an `OPTIONS` that does not ask is a method like any other. */
function isPreflight({ method, headers }: IncomingMessage): boolean {
  return method === 'OPTIONS' && headers.origin !== undefined && headers['access-control-request-method'] !== undefined;
}

/**
 * Closes the connection if the body does not end; not at once, because a client that is still sending would miss the answer.
 * Where it waits for a `100 Continue` that it was not given, Node.js closes it.
 */
function cutOffLater(message: IncomingMessage): void {
  const timer = setTimeout(() => message.destroy(), refusedBodyGraceMs);
  timer.unref();
  message.once('close', () => clearTimeout(timer));
}
