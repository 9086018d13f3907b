import { copyFileSync, existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';

import { packagedRunners, runnersFolder } from '../runners/load.js';
import { makeFolder } from '../runners/files.js';
import { nearest } from '../runners/nearest.js';
import { packageRoot } from '../spec/package-root.js';
import { CommandError } from './errors.js';

const templates = join(packageRoot, 'templates');
/** What the templates call the SDK. */
const placeholder = /my-sdk/g;

/** The languages that have a kit. */
export const kitLanguages = (): string[] => readdirSync(templates).sort();

/**
 * Writes what a driver in one of these languages begins with: the kit, a binding with one call, and a runner.
 * @returns the files' names. @throws {CommandError}
 */
export function initDriver(folder: string, language: string): string[] {
  const fault = (cause: string): CommandError => new CommandError(`Failed to begin a driver in ${folder}: ${cause}`);
  const languages = kitLanguages();
  if (!languages.includes(language)) {
    const near = nearest(language, languages);
    const choices = `Choose from ${languages.join(', ')}; docs/add-a-language.md tells how to write a driver without a kit.`;
    throw fault(`there is no kit for "${language}". ${near ? `Did you mean ${near}? ` : ''}${choices}`);
  }
  const id = basename(resolve(folder));
  if (!/^[a-z][a-z0-9-]*$/.test(id)) {
    throw fault(`"${id}" cannot be a runner's id. Take small letters, digits and dashes, such as my-sdk.`);
  }
  if (packagedRunners.some((runner) => runner.id === id)) {
    throw fault(`"${id}" is the id of a runner of this package. Take another name, such as my-${id}.`);
  }
  const template = join(templates, language);
  const kits = readdirSync(join(runnersFolder, language)).filter((name) => /^kit\./i.test(name));
  const files = [...kits, ...readdirSync(template)].sort();
  const [taken] = existsSync(folder) && statSync(folder).isDirectory() ? readdirSync(folder) : [];
  if (taken !== undefined) throw fault(`there is a ${taken} in it already. Take a new folder.`);
  try {
    makeFolder(folder);
    for (const name of readdirSync(template)) {
      writeFileSync(join(folder, name), readFileSync(join(template, name), 'utf8').replace(placeholder, id));
    }
    for (const name of kits) copyFileSync(join(runnersFolder, language, name), join(folder, name));
  } catch (error) {
    throw fault(`${(error as Error).message}. Take a folder that can be written to.`);
  }
  return files;
}
