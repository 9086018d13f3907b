import { afterEach, expect, test } from 'vitest';

import { driverDouble } from '../testing/driver-double.js';
import { startDriver } from './driver.js';
import { driverEnvironment, installEnvironment } from './environment.js';

const job = {
  PATH: '/usr/bin:/bin',
  HOME: '/home/somebody',
  LANG: 'de_DE.UTF-8',
  CI_DEPLOY_TOKEN: 'planted-secret',
  AWS_SECRET_ACCESS_KEY: 'planted-secret',
  npm_config_registry: 'https://registry.example',
  npm_config_workspace: 'packages/a',
  npm_config_prefix: '/opt',
  'npm_config_//registry.example/:_authToken': 'registry-credential',
  PIP_INDEX_URL: 'https://pypi.example/simple',
  PIP_TARGET: '/opt',
  GOPROXY: 'https://go.example',
  BUNDLE_MIRROR__ALL: 'https://gems.example',
  BUNDLE_WITHOUT: 'production',
  BUNDLE_GEMS__EXAMPLE__COM: 'user:password',
  COMPOSER_AUTH: '{}',
  COMPOSER_VENDOR_DIR: '/opt',
  https_proxy: 'http://proxy.example:3128',
  NO_PROXY: 'localhost',
  SSL_CERT_FILE: '/etc/ssl/own.pem',
  NODE_OPTIONS: '--require=./hook.js',
};

const own = process.env;
afterEach(() => {
  process.env = own;
});

test('a driver is given PATH and LANG, a home of its own, and what would mislead an SDK', () => {
  process.env = job;
  expect(driverEnvironment('/home/own')).toEqual({
    PATH: '/usr/bin:/bin',
    HOME: '/home/own',
    LANG: 'de_DE.UTF-8',
    TMPDIR: '/home/own',
    TZ: 'Asia/Kathmandu',
    STREAM_URL: 'https://elsewhere:elsewhere@elsewhere.invalid/?app_id=1',
    STREAM_BASE_URL: 'https://elsewhere.invalid/api/',
    STREAM_REGION: 'elsewhere',
    STREAM_API_KEY: 'elsewhere',
    STREAM_API_SECRET: 'elsewhere',
    STREAM_API_REGION: 'elsewhere',
  });
});

test('a driver writes UTF-8 also where the machine does not', () => {
  process.env = { LANG: 'C' };
  expect(driverEnvironment('/home/own')).toHaveProperty('LANG', 'C.UTF-8');
});

test('an installation is given the registries, proxies and certificates, and no other secret', () => {
  process.env = job;
  expect(installEnvironment({ GOCACHE: '/cache/go' })).toEqual({
    PATH: '/usr/bin:/bin',
    HOME: '/home/somebody',
    LANG: 'de_DE.UTF-8',
    npm_config_registry: 'https://registry.example',
    'npm_config_//registry.example/:_authToken': 'registry-credential',
    PIP_INDEX_URL: 'https://pypi.example/simple',
    GOPROXY: 'https://go.example',
    BUNDLE_MIRROR__ALL: 'https://gems.example',
    BUNDLE_GEMS__EXAMPLE__COM: 'user:password',
    COMPOSER_AUTH: '{}',
    https_proxy: 'http://proxy.example:3128',
    NO_PROXY: 'localhost',
    SSL_CERT_FILE: '/etc/ssl/own.pem',
    GOCACHE: '/cache/go',
  });
});

test('a secret planted in the job does not reach a driver process', async () => {
  process.env.PLANTED_SECRET = 'planted-secret';
  try {
    const driver = await startDriver(driverDouble('shows-its-environment'));
    const client = { name: 'c1', baseUrl: 'http://localhost:1', apiKey: 'key', secret: 'secret' };
    const outcome = await driver.call({ client, call: 'create', args: { userId: 'break' } });
    await driver.stop();
    const seen = (outcome as { ok: { user: { data: Record<string, string> } } }).ok.user.data;
    expect(Object.keys(seen).sort()).toEqual(Object.keys(driverEnvironment('')).sort());
    expect(seen.HOME).toBe(seen.TMPDIR);
    expect(JSON.stringify(seen)).not.toContain('planted-secret');
  } finally {
    delete process.env.PLANTED_SECRET;
  }
});
