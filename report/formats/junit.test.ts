import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { XMLParser } from 'fast-xml-parser';
import { describe, expect, it } from 'vitest';
import { validateXML } from 'xmllint-wasm';

import { packageRoot } from '../../spec/package-root.js';
import { hostileResults } from '../../testing/hostile-results.js';
import { sampleResults } from '../../testing/sample-results.js';
import { renderJunit } from './junit.js';

const schema = readFileSync(join(packageRoot, 'testing', 'junit.xsd'), 'utf8');

async function faults(xml: string): Promise<string[]> {
  const { errors } = await validateXML({
    xml: [{ fileName: 'junit.xml', contents: xml }],
    schema: [{ fileName: 'junit.xsd', contents: schema }],
  });
  return errors.map(({ message }) => message);
}

interface Case {
  name: string;
  classname: string;
  failure?: { type: string; message: string };
  error?: { type: string };
  skipped?: { message: string };
  'system-out'?: string;
  properties?: { property: { name: string; value: string } };
}

interface Suite {
  name: string;
  tests: string;
  testcase: Case[];
}

function read(xml: string): { failures: string; errors: string; skipped: string; tests: string; testsuite: Suite[] } {
  const parser = new XMLParser({
    ignoreAttributes: false,
    attributeNamePrefix: '',
    isArray: (name) => ['testsuite', 'testcase'].includes(name),
    parseTagValue: false,
  });
  return (parser.parse(xml) as { testsuites: ReturnType<typeof read> }).testsuites;
}

function find(sdk: string, behaviour: string): Case | undefined {
  const cases = read(renderJunit(sampleResults())).testsuite.flatMap((suite) => suite.testcase);
  return cases.find(({ name, classname }) => name === behaviour && classname.startsWith(`${sdk}.`));
}

describe('JUnit XML', () => {
  it('obeys its schema', async () => {
    expect(await faults(renderJunit(sampleResults()))).toEqual([]);
  });

  it('obeys its schema with anything in it', async () => {
    expect(await faults(renderJunit(hostileResults()))).toEqual([]);
  });

  it('the schema refuses what no reader takes', async () => {
    const broken = renderJunit(sampleResults()).replace('<failure ', '<failed ').replace('</failure>', '</failed>');
    expect(await faults(broken)).toEqual([expect.stringContaining("Element 'failed'")]);
  });

  it('tells failures, errors and skipped apart', () => {
    expect(find('javascript', 'conflict/keeps-the-stored-user')?.failure?.type).toBe('failed');
    expect(find('go', 'create/stores-a-user')?.error?.type).toBe('crashed');
    expect(find('go', 'conflict/keeps-the-stored-user')?.error?.type).toBe('timed-out');
    expect(find('go', 'update/keeps-numbers')?.error?.type).toBe('driver-error');
    expect(find('go', 'size-limit/accepts-10240-bytes')?.error?.type).toBe('suite-bug');
    expect(find('python', 'reference/set-user-is-own')?.skipped?.message).toContain('no call setUser');
    expect(find('java', 'create/stores-a-user')?.skipped?.message).toContain('Maven');
    expect(find('javascript', 'update/keeps-numbers')?.skipped?.message).toContain(
      'Known: JavaScript numbers lose digits',
    );
    expect(find('python', 'create/stores-a-user')?.properties?.property.value).toBe(
      'query/boolean-spelling:query.get_or_create',
    );
    expect(find('python', 'create/stores-a-user')?.['system-out']).toContain('query.get_or_create: get_or_create is');
  });

  it('its totals are those of its cases', () => {
    const { tests, failures, errors, skipped } = read(renderJunit(sampleResults()));
    expect({ tests, failures, errors, skipped }).toEqual({ tests: '20', failures: '1', errors: '4', skipped: '8' });
  });

  it('what a signal kept from running is an error, so that a partial report never looks like success', () => {
    const before = Number(read(renderJunit(sampleResults())).errors);
    const { errors } = read(renderJunit({ ...sampleResults(), interrupted: 'SIGTERM' }));
    expect(Number(errors)).toBe(before + 5);
  });

  it('a behaviour that is unsteady passes, and says so', () => {
    const told = find('javascript', 'reference/set-user-is-own');
    expect([told?.failure, told?.error]).toEqual([undefined, undefined]);
    expect(told?.['system-out']).toMatch(/^is unsteady: timed-out, then passed when run again alone\. First: setUser/);
  });

  it('an SDK without results is skipped with its reason, not missing', () => {
    const results = sampleResults();
    results.results = results.results.filter(({ sdk }) => sdk !== 'java');
    const suite = read(renderJunit(results)).testsuite.at(-1);
    expect(suite?.testcase[0]?.skipped?.message).toBe(
      'Maven was not found on this machine. Install Maven 3.8 or later.',
    );
  });
});
