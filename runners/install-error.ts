import { stripVTControlCharacters } from 'node:util';

import { linesOf } from './quote.js';
import type { Runner } from './runner.js';

/** Why; the first two are the machine's, the rest the request's. */
export type InstallFault =
  | 'toolchain-missing'
  | 'registry-unreachable'
  /** The registry answers that it has no such package or version, or that it does not hand it out. */
  | 'not-found'
  /** The registry lists its versions, and the one that was named is not among them. */
  | 'not-published'
  /** A command of the runner fails, or the runner itself. */
  | 'runner-fails'
  /** The path is no folder, or no checkout of this SDK. */
  | 'no-checkout'
  /** The runner does not say how this kind of source is installed. */
  | 'not-supported';

interface InstallFailure {
  fault: InstallFault;
  /** What was to be installed: `stream-python 5.4.0`. */
  what: string;
  /** A clause. */
  cause: string;
  /** A sentence: what to do about it. */
  remedy: string;
  /** The tool's own last lines. */
  output?: string[];
  /** A clause: the cause, in the tool's words where there are some. */
  detail?: string;
}

/** An SDK that cannot be installed. Nothing half-installed is left behind. */
export class InstallError extends Error {
  override readonly name = 'InstallError';

  constructor(
    readonly failure: InstallFailure,
    options?: ErrorOptions,
  ) {
    super(`Failed to install ${failure.what}: ${failure.cause}. ${failure.remedy}`, options);
  }
}

/** What the user has to mend before anything is installed: the cache, or a runner. That is never an SDK's fault. */
export class SetupError extends Error {
  override readonly name = 'SetupError';
}

/** Names that tools print as they stand, each as a whole: in any case, ENOTFOUND is a part of "ModuleNotFoundError". */
const unreachableCodes =
  /\b(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|ENOTCACHED|(DEPTH_ZERO_)?SELF_SIGNED_CERT(_IN_CHAIN)?|UNABLE_TO_(VERIFY|GET)_[A-Z_]+|GOPROXY=off)\b|\b(NewConnectionError|ReadTimeoutError|ConnectTimeoutError|ProxyError)[(:]/;

/** What tools write in sentences, from the beginning of a word: "thread timed out" is not about a network. */
const unreachable =
  /\b(getaddrinfo( failed|: )|temporary failure in name resolution|name or service not known|nodename nor servname|could not re(solve|ach) host|curl error \d+ while downloading|unknown host|no such host|network is unreachable|no route to host|connection (refused|reset|timed out)|connect timed out|read timed out|dial tcp|i\/o timeout|TLS handshake timeout|certificate (verify failed|signed by unknown authority)|PKIX path building failed|Could not transfer artifact|Could not find metadata|network disabled|502 Bad Gateway|503 Service|504 Gateway)/i;

const notFoundCodes = /\b(ETARGET|E40[134])\b/;

/** Git, too, says "unknown revision", of its own; and Python "invalid version", of what a checkout calls itself. */
const notFound =
  /\b(No matching versions?|No matching distribution|Could not find a version that satisfies|unknown revision(?! or path)|not a known dependency|Could not find artifact|could not be found in any version|Could not find a matching version|Could not find gem|Could not find a valid gem|401 Unauthorized|403 Forbidden|404 Not Found)|@\S+: invalid version/i;

/**
 * What a failed command's output may say; the last is for any other. Unreachable comes first: a tool that reaches no
 * registry goes on to say that it found no version.
 */
const meanings = [
  {
    fault: 'registry-unreachable',
    says: [unreachableCodes, unreachable],
    cause: 'its registry cannot be reached',
    remedy: ({ registry }: Runner) => `Check the network and the settings for ${registry}, then run again.`,
  },
  {
    fault: 'not-found',
    says: [notFoundCodes, notFound],
    cause: 'its registry has no such version, or does not hand it out',
    remedy: ({ package: name, registry }: Runner) => `Name a version of ${name} that ${registry} has.`,
  },
  {
    fault: 'runner-fails',
    says: undefined,
    cause: 'it does not build',
    remedy: () => `Read the tool's last lines, and correct what they name.`,
  },
] as const;

const tells = (patterns: readonly RegExp[], text: string): boolean => patterns.some((pattern) => pattern.test(text));

const shownLines = 15;

/** What it means that a command failed. `failed` is a clause: `pip install x: it exited with 1`. */
export function failureOf(runner: Runner, what: string, failed: string, printed: string): InstallFailure {
  const lines = linesOf(stripVTControlCharacters(printed));
  const { fault, says, cause, remedy } = meanings.find((meaning) => !meaning.says || tells(meaning.says, printed))!;
  const telling = (lines.find((line) => says && tells(says, line)) ?? lines.at(-1) ?? failed).trim();
  return {
    fault,
    what,
    cause: `${cause} (${failed})`,
    remedy: remedy(runner),
    output: lines.slice(-shownLines),
    // An address of a registry can hold a password.
    detail: telling.replace(/\/\/[^\s/@]+@/g, '//').slice(0, 300),
  };
}
