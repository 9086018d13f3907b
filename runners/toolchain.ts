import { execFile } from 'node:child_process';
import { realpathSync, statSync } from 'node:fs';
import { promisify, stripVTControlCharacters } from 'node:util';

import { findExecutable, installEnvironment, toolchainNames } from './environment.js';
import type { Runner, Tool } from './runner.js';

export interface FoundTool {
  tool: string;
  version: string;
}

export interface MissingTool extends Pick<Tool, 'remedy'> {
  tool: string;
  /** A clause: `python3 is not installed`. */
  reason: string;
}

const run = promisify(execFile);
/** A version command that hangs (a shim that asks something) is as good as none. */
const answerWithinMs = 20_000;

/** All that is there of what a runner needs, and all that is missing. Never throws for what it finds. */
export async function inspectToolchain(runner: Pick<Runner, 'tools'>) {
  const answers = await Promise.all(runner.tools.map(ask));
  return {
    tools: answers.filter((answer) => 'version' in answer),
    missing: answers.filter((answer) => 'reason' in answer),
  };
}

async function ask({ command, version: range, remedy }: Tool): Promise<FoundTool | MissingTool> {
  const [tool = '', ...args] = command;
  const fault = (reason: string): MissingTool => ({ tool, reason, remedy });
  const program = findExecutable(tool);
  if (!program) return fault(`${tool} is not installed`);
  try {
    // Loaded only to install, because it takes as long as all runners.
    const { coerce, satisfies } = await import('../spec/libraries/semver.js');
    // In an empty environment shims of version managers fail; without a shell nothing of the arguments is interpreted.
    const { stdout, stderr } = await run(program, args, { timeout: answerWithinMs, env: installEnvironment({}) });
    // Colours and the JVM's remark about its options hold numbers too; neither is a version.
    const printed = stripVTControlCharacters(`${stdout}\n${stderr}`).replace(/^Picked up .*$/gm, '');
    const version = coerce(printed)?.version;
    if (!version) return fault(`${command.join(' ')} prints no version`);
    if (!satisfies(version, range)) return fault(`${tool} is ${version}, and ${range} is needed`);
    return { tool, version };
  } catch (error) {
    const { stderr = '', message } = error as Error & { stderr?: string };
    const line = stderr.trim().split('\n').at(-1);
    return fault(`${command.join(' ')} fails (${line === undefined || line === '' ? message : line})`);
  }
}

/**
 * Changes when a tool is upgraded or another one comes first in `PATH`. Looks at files only: asking each tool for its
 * version would cost every run what only an installation needs to know.
 */
export function toolchainFingerprint(runner: Pick<Runner, 'tools'>): string {
  const tools = runner.tools.map(({ command: [tool = ''] }) => {
    const program = findExecutable(tool);
    if (!program) return `${tool} missing`;
    const file = realpathSync(program);
    const { size, mtimeMs } = statSync(file);
    return [tool, file, size, mtimeMs].join(' ');
  });
  const choices = toolchainNames.map((name) => `${name}=${process.env[name] ?? ''}`);
  return [process.platform, process.arch, ...tools, ...choices].join('\n');
}
