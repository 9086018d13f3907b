import { Command } from 'commander';

import { loadRunners, pinnedVersion } from '../../runners/load.js';
import { suites } from '../../suites/catalogue.js';
import { createConsole } from '../console.js';
import { collect, runnersOption } from '../options.js';
import { chooseBehaviours } from '../../run/choose.js';

export function listCommand(): Command {
  return new Command('list')
    .description('List the SDKs and the behaviours')
    .option('--only <id-prefix>', 'only behaviours whose id begins so (repeatable)', collect, [])
    .option(...runnersOption, collect, [])
    .option('--json', 'as JSON', false)
    .action(async ({ only, runners, json }: { only: string[]; runners: string[]; json: boolean }) => {
      const { out, colors } = createConsole();
      const sdks = (await loadRunners(runners)).map((runner) => ({
        id: runner.id,
        language: runner.language,
        package: runner.package,
        version: pinnedVersion(runner) ?? null,
      }));
      const chosen = chooseBehaviours(only);
      if (json) {
        const behaviours = chosen.map(({ id, suite, sentence, rule }) => ({ id, suite, sentence, rule }));
        return out(JSON.stringify({ sdks, behaviours }, null, 2));
      }
      out(colors.bold('SDKs'));
      for (const sdk of sdks)
        out(`  ${sdk.id.padEnd(18)} ${`${sdk.package} ${sdk.version ?? ''}`.trim()} (${sdk.language})`);
      for (const name of suites) {
        const members = chosen.filter(({ suite }) => suite === name);
        if (members.length === 0) continue;
        out(`\n${colors.bold(name)} (${members.length})`);
        for (const { id, sentence } of members) out(`  ${id}\n    ${colors.dim(sentence)}`);
      }
      out(`\n${chosen.length} behaviours`);
    });
}
