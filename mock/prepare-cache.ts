import { LRUCache } from 'lru-cache';

import type { Contract } from '../spec/contract.js';

import type { Prepare, Prepared } from './prepare.js';
import type { RawRequest } from './raw-request.js';

/** How many prepared requests are kept, and how much of them, in characters of their keys. */
const keptRequests = 4_000;
const keptCharacters = 8 * 2 ** 20;

/** Larger bodies are seldom sent twice, and cost more to keep than to read. */
const keptBodyBytes = 16 * 1024;

/** Stands for a header or a body that was not sent; no header that HTTP allows holds it. */
const absent = '\0';

/** Stands for any valid id in a key; a request's target ends at the first space. */
const anyId = ' ';

/**
 * Remembers prepared requests, so that one that was sent before is neither read nor judged by Prism again. Two requests
 * share an entry when all that preparing looks at is the same, byte for byte; the id in the path may differ as long as
 * both are valid, because then nothing but the user acted on does.
 */
export function rememberPrepared(prepare: Prepare, contract: Contract): Prepare {
  const entries = new LRUCache<string, Prepared>({
    max: keptRequests,
    maxSize: keptCharacters,
    sizeCalculation: (_entry, key) => key.length,
  });
  const findId = createIdFinder(contract);
  return (raw) => {
    if (raw.bodyTooLarge || (raw.body !== null && raw.body.length > keptBodyBytes)) return prepare(raw);
    const id = findId(raw.method, raw.url);
    const key = keyOf(raw, id);
    let prepared = entries.get(key);
    if (!prepared) {
      prepared = prepare(raw);
      entries.set(key, prepared);
    }
    return id === null || prepared.userId === id.text ? prepared : { ...prepared, userId: id.text };
  };
}

interface FoundId {
  text: string;
  start: number;
}

function keyOf(raw: RawRequest, id: FoundId | null): string {
  const url = id === null ? raw.url : raw.url.slice(0, id.start) + anyId + raw.url.slice(id.start + id.text.length);
  // Latin-1 keeps every byte apart, also in bodies that are not valid UTF-8.
  const body = raw.body === null ? absent : `\n${raw.body.toString('latin1')}`;
  const headers = [raw.authorization, raw.authType, raw.client, raw.contentType].map((value) => value ?? absent);
  return `${raw.method} ${url}\n${headers.join('\n')}${body}`;
}

/** Finds a valid id in a path of the contract that is written exactly as the contract has it. */
function createIdFinder(contract: Contract): (method: string, url: string) => FoundId | null {
  const idPattern = new RegExp(contract.userIdPattern);
  const prefixes = new Map<string, Set<string>>();
  for (const { method, path } of contract.operations) {
    if (!path.endsWith('}/')) continue;
    const prefix = contract.basePath + path.slice(0, path.indexOf('{'));
    prefixes.set(method, (prefixes.get(method) ?? new Set()).add(prefix));
  }
  return (method, url) => {
    for (const prefix of prefixes.get(method) ?? []) {
      if (!url.startsWith(prefix)) continue;
      const start = prefix.length;
      const end = url.indexOf('/', start);
      const text = url.slice(start, end);
      const ends = end + 1 === url.length || url[end + 1] === '?';
      if (end > start && ends && idPattern.test(text)) return { text, start };
    }
    return null;
  };
}
