/** Why an SDK could not be installed. The first two are the machine's, the rest the request's. */
export const installFaults = [
  'toolchain-missing',
  'registry-unreachable',
  /** The registry answers that it has no such package or version, or that it does not hand it out. */
  'not-found',
  'does-not-build',
  /** The path is no folder, or no checkout of this SDK. */
  'no-checkout',
  /** The runner does not say how this kind of source is installed. */
  'not-supported',
] as const;
export type InstallFault = (typeof installFaults)[number];

/** An SDK that cannot be installed. Nothing half-installed is left behind. */
export class InstallError extends Error {
  override readonly name = 'InstallError';
  readonly fault: InstallFault;
  /** The runner's id. */
  readonly sdk: string;
  /** The command that failed, if one did. */
  readonly command: string | undefined;
  /** The tool's own last lines. */
  readonly output: string[];
  /** A sentence: what to do about it. */
  readonly remedy: string;

  constructor(
    fault: InstallFault,
    details: { sdk: string; what: string; cause: string; remedy: string; command?: string; output?: string[] },
    options?: ErrorOptions,
  ) {
    super(`Failed to install ${details.what}: ${details.cause}. ${details.remedy}`, options);
    this.fault = fault;
    this.sdk = details.sdk;
    this.command = details.command;
    this.output = details.output ?? [];
    this.remedy = details.remedy;
  }
}

const unreachable =
  /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|getaddrinfo|temporary failure in name resolution|name or service not known|nodename nor servname|could not re(solve|ach) host|curl error \d+ while downloading|unknown host|no such host|network is unreachable|no route to host|connection (refused|reset|timed out)|connect timed out|read timed out|NewConnectionError|ReadTimeoutError|ConnectTimeoutError|ProxyError|dial tcp|i\/o timeout|TLS handshake timeout|certificate (verify failed|signed by unknown authority)|PKIX path building failed|SELF_SIGNED_CERT|UNABLE_TO_(VERIFY|GET)|Could not transfer artifact|Could not find metadata|network disabled|GOPROXY=off|ENOTCACHED|\b(502 Bad Gateway|503 Service|504 Gateway)/i;

const notFound =
  /\bETARGET\b|No matching version|No matching distribution|Could not find a version that satisfies|unknown revision|no matching versions|invalid version|not a known dependency|Could not find artifact|could not be found in any version|Could not find a matching version|Could not find gem|Could not find a valid gem|\bE40[134]\b|\b(401 Unauthorized|403 Forbidden|404 Not Found)/i;

/**
 * What a failed step's output says. Unreachable comes first: a tool that reaches no registry goes on to say that it
 * found no version.
 */
export function classifyOutput(
  output: string,
): Extract<InstallFault, 'registry-unreachable' | 'not-found' | 'does-not-build'> {
  if (unreachable.test(output)) return 'registry-unreachable';
  return notFound.test(output) ? 'not-found' : 'does-not-build';
}
