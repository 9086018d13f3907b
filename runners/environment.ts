import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, resolve, sep } from 'node:path';

/**
 * What package tools need to reach their registries, and no more: where registries, proxies and certificates are, and
 * where the tools themselves are. A setting that moves an installation elsewhere (`PIP_TARGET`, `npm_config_prefix`)
 * is left out on purpose. Credentials for a registry are registry settings, and pass.
 */
const installNames: readonly RegExp[] = [
  /^(PATH|HOME|LANG|LC_\w+|TMPDIR|USER|LOGNAME)$/,
  /^(https?|all|no)_proxy$/i,
  /^(SSL_CERT_(FILE|DIR)|NODE_EXTRA_CA_CERTS|REQUESTS_CA_BUNDLE|CURL_CA_BUNDLE|GIT_SSL_CAINFO)$/,
  /^npm_config_(registry|https?_proxy|proxy|no_?proxy|cafile|ca|strict_ssl|userconfig|globalconfig|fetch_\w+|@.+:registry|\/\/.+)$/i,
  /^PIP_((EXTRA_)?INDEX_URL|FIND_LINKS|NO_INDEX|(CLIENT_)?CERT|TRUSTED_HOST|PROXY|CONFIG_FILE|(DEFAULT_)?TIMEOUT|RETRIES|KEYRING_PROVIDER)$/,
  /^(GOPROXY|GOPRIVATE|GONOPROXY|GONOSUMDB|GOSUMDB|GOINSECURE|GOFLAGS|GOTOOLCHAIN|GOROOT|GOENV|GOAUTH|NETRC)$/,
  /^(BUNDLE_(MIRROR__\S+|SSL_\w+|[A-Z0-9_]+__(COM|ORG|NET|IO|DEV)\w*)|GEMRC)$/,
  /^COMPOSER_(HOME|AUTH|CAFILE|DISABLE_NETWORK|IPRESOLVE|PROCESS_TIMEOUT)$/,
  /^(JAVA_HOME|JAVA_TOOL_OPTIONS|JDK_JAVA_OPTIONS|M2_HOME|MAVEN_(HOME|OPTS|ARGS))$/,
  /^(PYENV_(ROOT|VERSION)|RBENV_(ROOT|VERSION)|ASDF_(DIR|DATA_DIR)|VOLTA_HOME|SDKMAN_DIR)$/,
];

/** The part of the environment that is a tool's choice of version: another choice is another installation. */
export const toolchainNames = ['JAVA_HOME', 'PYENV_VERSION', 'RBENV_VERSION', 'GOROOT', 'GOTOOLCHAIN'];

/** For the steps that install an SDK. Secrets of the surrounding job are not in it. */
export function installEnvironment(extra: Record<string, string>): Record<string, string> {
  const names = Object.keys(process.env).filter((name) => installNames.some((pattern) => pattern.test(name)));
  return { ...Object.fromEntries(names.map((name) => [name, process.env[name]!])), ...extra };
}

/**
 * What SDKs of this API read where an application gives them nothing. An application that gives them a server, a key and
 * a secret means those, whatever was set on its machine for another purpose; so this leads nowhere.
 */
const misleading = {
  STREAM_URL: 'https://elsewhere:elsewhere@elsewhere.invalid/?app_id=1',
  STREAM_BASE_URL: 'https://elsewhere.invalid/api/',
  STREAM_REGION: 'elsewhere',
  STREAM_API_KEY: 'elsewhere',
  STREAM_API_SECRET: 'elsewhere',
  STREAM_API_REGION: 'elsewhere',
};

/** All that a driver is given, which runs foreign code. `home` is its own, because the real one holds credentials. */
export function driverEnvironment(home: string): Record<string, string> {
  const { PATH = ['/usr/local/bin', '/usr/bin', '/bin'].join(delimiter), LANG = '' } = process.env;
  // Without a UTF-8 locale some runtimes write `?` for every other character.
  const locale = /utf-?8/i.test(LANG) ? LANG : 'C.UTF-8';
  // In UTC nobody would see that an SDK takes the API's time for that of the place. Here it is no whole hour away.
  return { PATH, HOME: home, LANG: locale, TMPDIR: home, TZ: 'Asia/Kathmandu', ...misleading };
}

/** The program itself for `node`, so that a driver runs on the Node.js that runs this, whatever `PATH` says. */
export const resolveProgram = (program: string): string => (program === 'node' ? process.execPath : program);

/** The program that a name leads to, by `PATH` unless it is a path itself; `undefined` when there is none. */
export function findExecutable(program: string): string | undefined {
  const resolved = resolveProgram(program);
  const folders = resolved.includes(sep) ? [''] : (process.env.PATH ?? '').split(delimiter);
  const candidates = folders.map((folder) => resolve(folder, resolved));
  return candidates.find((candidate) => {
    try {
      accessSync(candidate, constants.X_OK);
      return statSync(candidate).isFile();
    } catch {
      return false;
    }
  });
}
