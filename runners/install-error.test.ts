import { tmpdir } from 'node:os';

import { expect, test } from 'vitest';

import { toyRunner } from '../testing/toy.js';
import { failureOf } from './install-error.js';

/** What pip prints of a checkout whose own code imports what is not there. */
const pip = `Processing ./checkout
  Preparing metadata (setup.py): started
  Preparing metadata (setup.py): finished with status 'error'
  error: subprocess-exited-with-error

  × python setup.py egg_info did not run successfully.
  │ exit code: 1
  ╰─> [8 lines of output]
      Traceback (most recent call last):
        File "<string>", line 2, in <module>
        File "checkout/stream/__init__.py", line 1, in <module>
          import nosuchmod
      ModuleNotFoundError: No module named 'nosuchmod'
      [end of output]

  note: This error originates from a subprocess, and is likely not a problem with pip.
error: metadata-generation-failed
`;

const faultOf = (printed: string): string =>
  failureOf(toyRunner(tmpdir(), {}), 'toy-sdk', 'pip install .: it exited with 1', printed).fault;

test.each([
  pip,
  "ImportError: cannot import name 'ProxyError' from 'requests'",
  "net.c:3: implicit declaration of function 'getaddrinfo'",
  'FAIL thread timed out',
  'Error: the stream did disconnect timed out',
  'TypeError: etarget is not a function',
  "packaging.version.InvalidVersion: Invalid version: 'next'",
  "fatal: ambiguous argument 'HEAD': unknown revision or path not in the working tree.",
])('a build that fails by itself is no fault of a registry (%#)', (printed) => {
  expect(faultOf(printed)).toBe('runner-fails');
});

test.each([
  'npm error code ENOTFOUND',
  'npm error code SELF_SIGNED_CERT_IN_CHAIN',
  'npm error code DEPTH_ZERO_SELF_SIGNED_CERT',
  'npm error code UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  "WARNING: Retrying after connection broken by 'NewConnectionError('<…>: [Errno 111] refused')': /simple/toy/",
  'requests.exceptions.ProxyError: HTTPSConnectionPool: Max retries exceeded',
  'php_network_getaddresses: getaddrinfo failed: Name does not resolve',
  'module lookup disabled by GOPROXY=off',
  'curl error 28 while downloading the list',
  'ssh: Could not resolve hostname shop',
])('a registry that is not reached is told as such (%#)', (printed) => {
  expect(faultOf(printed)).toBe('registry-unreachable');
});

test.each([
  'npm error code E404',
  'npm error code ETARGET',
  'go: shop/toy@v9.0.0: invalid version: should be v0 or v1, not v9',
  'go: shop/toy@v1.9.0: unknown revision v1.9.0',
])('a version that a registry does not have is told as such (%#)', (printed) => {
  expect(faultOf(printed)).toBe('not-found');
});
