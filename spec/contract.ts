import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

import { digestOf, madeOf } from './made.js';
import { packageRoot } from './package-root.js';

/** The operations of the contract, by their `operationId`. */
export const operationIds = [
  'addUser',
  'getUser',
  'updateUser',
  'deleteUser',
  'addActivity',
  'getFeed',
  'getEnrichedFeed',
] as const;
export type OperationId = (typeof operationIds)[number];

/** Where a rule comes from: see `info.description` of `openapi.yaml`. */
export const sources = ['documented', 'observed', 'derived'] as const;
export type Source = (typeof sources)[number];

export interface Operation {
  id: OperationId;
  /** Upper case. */
  method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Template below the base path, such as `/user/{user_id}/`. */
  path: string;
  /** Every status the operation may answer, ascending. */
  statuses: number[];
}

/** One sentence of the contract that a behaviour can rest on. */
export interface Rule {
  id: string;
  sentence: string;
  source: Source;
}

/** One row of the API's error table. */
export interface ErrorEntry {
  status: number;
  code: number;
  exception: string;
  detail: string;
  source: Source;
}

export interface Contract {
  title: string;
  version: string;
  /** SHA-256 of the file's text, in hex: results of different contracts are never compared. */
  digest: string;
  /** The parsed OpenAPI document, for tools that read OpenAPI themselves. */
  document: Record<string, unknown>;
  /** `/api/v1.0`, without a trailing slash. */
  basePath: string;
  operations: Operation[];
  rules: ReadonlyMap<string, Rule>;
  errors: ErrorEntry[];
  /** What the id of a user has to match, as the source of a regular expression. */
  userIdPattern: string;
  limits: {
    /** Of a user's `data`, as compact UTF-8 JSON of the parsed value. */
    userDataBytes: number;
    /** Of a whole request body; larger ones are refused unread. */
    requestBodyBytes: number;
    /** How long a call may wait for an answer that does not come. */
    patienceMs: number;
  };
}

interface RawContract extends Record<string, unknown> {
  info: { title: string; version: string };
  servers: { url: string }[];
  paths: Record<string, Record<string, { operationId: OperationId; responses: Record<string, unknown> }>>;
  'x-rules': Record<string, { 'x-source': Source; 'x-sentence': string }>;
  'x-errors': { status: number; code: number; exception: string; detail: string; 'x-source': Source }[];
  components: { schemas: { UserId: { pattern: string } } };
  'x-limits': Record<'userData' | 'requestBody', { maxBytes: number }> & { patience: { maxSeconds: number } };
}

const methods = ['get', 'post', 'put', 'delete'] as const;

/** Reads the contract. It is part of the package, so a fault in it is a fault of the package. */
export function loadContract(file: string = join(packageRoot, 'openapi.yaml')): Contract {
  const text = readFileSync(file, 'utf8');
  const digest = digestOf(text);
  const contract = read.get(digest) ?? readContract(text, digest, file);
  read.set(digest, contract);
  // A copy for everyone, because tools change the document that they are given.
  return structuredClone(contract);
}

/** What was read already, by its digest: a run asks several times, and reading YAML takes longer than all of them. */
const read = new Map<string, Contract>();

function readContract(text: string, digest: string, file: string): Contract {
  // Reading YAML is a fifth of the time that a short run takes.
  const raw = (madeOf(digest, 'contract') ?? parseYaml(text)) as RawContract;
  const server = raw.servers[0];
  if (!server) throw new Error(`Failed to read ${file}: it names no server. Add one, its path is the base path.`);
  return {
    title: raw.info.title,
    version: raw.info.version,
    digest,
    document: raw,
    basePath: new URL(server.url).pathname.replace(/\/$/, ''),
    operations: Object.entries(raw.paths).flatMap(([path, item]) => readOperations(path, item)),
    rules: new Map(
      Object.entries(raw['x-rules']).map(([id, rule]) => [
        id,
        { id, sentence: rule['x-sentence'], source: rule['x-source'] },
      ]),
    ),
    errors: raw['x-errors'].map(({ 'x-source': source, ...entry }) => ({ ...entry, source })),
    userIdPattern: raw.components.schemas.UserId.pattern,
    limits: {
      userDataBytes: raw['x-limits'].userData.maxBytes,
      requestBodyBytes: raw['x-limits'].requestBody.maxBytes,
      patienceMs: raw['x-limits'].patience.maxSeconds * 1_000,
    },
  };
}

/** Loads the parser only where the contract is another than the one that was built. */
function parseYaml(text: string): unknown {
  const { parse } = createRequire(import.meta.url)('yaml') as typeof import('yaml');
  return parse(text);
}

function readOperations(path: string, item: RawContract['paths'][string]): Operation[] {
  return methods.flatMap((method) => {
    const operation = item[method];
    if (!operation) return [];
    return {
      id: operation.operationId,
      method: method.toUpperCase() as Operation['method'],
      path,
      statuses: Object.keys(operation.responses)
        .map(Number)
        .sort((a, b) => a - b),
    };
  });
}
