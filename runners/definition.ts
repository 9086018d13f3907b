import { validRange } from '../spec/libraries/semver.js';

import { nearest } from './nearest.js';
import type { RunnerDefinition } from './runner.js';

/** Whether a member fits, and what it has to be, after "must be". */
type Member = [fits: (value: unknown) => boolean, kind: string];

const text = (value: unknown): boolean => typeof value === 'string' && value !== '';
const name = (value: unknown): boolean => typeof value === 'string' && /^[a-z][a-z0-9-]*$/.test(value);
const words = (value: unknown): boolean => Array.isArray(value) && value.length > 0 && value.every(text);
const code = (value: unknown): boolean => typeof value === 'function';
const record = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;
/** The flags `g` and `y` would make a pattern find something else each time. */
const place = (value: unknown): boolean =>
  record(value) && text(value.file) && value.pattern instanceof RegExp && !/[gy]/.test(value.pattern.flags);
const tool = (value: unknown): boolean =>
  record(value) && words(value.command) && validRange(value.version as string) !== null && text(value.remedy);
const tools = (value: unknown): boolean => Array.isArray(value) && value.every(tool);

const aText: Member = [text, 'text that is not empty'];
const aPlace: Member = [place, "a file and a pattern, such as { file: 'Gemfile', pattern: /toy/ }"];
const aFunction: Member = [code, 'a function'];
const optional = ([fits, kind]: Member): Member => [(value) => value === undefined || fits(value), kind];

/** The compiler checks the runners of this package; one from elsewhere is checked by this table. */
const members: Record<keyof RunnerDefinition, Member> = {
  id: [name, 'small letters, digits and dashes, beginning with a letter'],
  language: aText,
  package: aText,
  registry: aText,
  example: aText,
  base: optional(aText),
  tools: [
    tools,
    "a list like [{ command: ['ruby', '--version'], version: '>=3.0', remedy: 'Install Ruby 3.0 or newer.' }], with a semver range as the version",
  ],
  pinned: optional(aPlace),
  identify: optional(aPlace),
  environment: optional(aFunction),
  versions: optional(aFunction),
  install: aFunction,
  driver: [words, "a program and its arguments, such as ['ruby', 'binding.rb']"],
};

/** A sentence for each thing that is wrong with what a `runner.mjs` exports; none when it is a runner. */
export function faultsOf(exported: unknown): string[] {
  if (!record(exported)) return ['Its default export is no object. Write: export default { id: … };'];
  const valid = Object.keys(members);
  const unknown = Object.keys(exported).filter((name) => !valid.includes(name));
  const faults = unknown.map((name) => {
    const near = nearest(name, valid);
    return `It has no member "${name}". ${near ? `Did you mean ${near}?` : `Its members are ${valid.join(', ')}.`}`;
  });
  for (const [name, [fits, kind]] of Object.entries(members)) {
    const value = exported[name];
    if (fits(value)) continue;
    const state = value === undefined ? 'missing' : shown(value);
    faults.push(`"${name}" is ${state}. It must be ${kind}.`);
  }
  return faults;
}

function shown(value: unknown): string {
  if (typeof value === 'function') return 'a function';
  const asJson = JSON.stringify(value, (_, member: unknown) => (member instanceof RegExp ? String(member) : member));
  return asJson?.slice(0, 100) ?? String(value);
}
