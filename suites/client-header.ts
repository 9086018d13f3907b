import type { Hello } from '../runners/protocol/messages.js';

/** SDKs whose name in the header is not the name of their package. */
const names: Record<string, string> = { getstream: 'stream-javascript-client-(node|browser)' };

/**
 * What X-Stream-Client reads: the SDK's name, or its name with `-client`, and its version, which some spell `v1.2.3`.
 * Compared in full, because a name or a version that is only nearly right names another SDK.
 */
export function clientHeader({ sdk: { name, version } }: Pick<Hello, 'sdk'>): RegExp {
  return new RegExp(`^${names[name] ?? `${escaped(name)}(-client)?`}-v?${escaped(version)}$`);
}

const escaped = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
