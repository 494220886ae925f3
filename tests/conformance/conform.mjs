// Runs one set of conformance scenarios through the gateway and says what came of each.
//   conform.mjs SET [--scenario NAME] [--direct] [--shrink]
// --scenario runs one of the set and prints its checks; --direct leaves the gateway out; --shrink
// takes what passes off the list of expected failures.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

import { startChain } from './chain.mjs';
import { judge, readChecks, readExpected, scenarioOf, show, shrink } from './report.mjs';
import { runClientSet, runServerSet, sets } from './suites.mjs';
import { showWire } from './wire_check.mjs';

async function run(name, { scenario, direct, ...options }, folder) {
  const set = sets[name];
  const list = join(import.meta.dirname, 'expected', `${name}.yml`);
  const target = set.client ? undefined : await startChain({ era: set.era, direct });
  try {
    const scenarios = set.client
      ? await runClientSet(set, folder, scenario)
      : await runServerSet(set, target.url, folder, scenario);
    if (options.shrink)
      await shrink(list, (entry) =>
        !scenarios.some((one) => one.name === scenarioOf(entry) && one.ok));
    const listed = direct ? [] : await readExpected(list);
    const checks = await readChecks(folder);
    const judged = judge(scenarios,
      listed.filter((entry) => [undefined, scenarioOf(entry)].includes(scenario)), checks);
    show(judged, checks, { all: scenario !== undefined });
    const valid = direct || showWire(target?.wire ?? []);
    return valid && judged.length > 0 && judged.every(({ wrong }) => !wrong);
  } finally {
    await target?.stop();
  }
}

const { values: options, positionals: [name] } = parseArgs({ allowPositionals: true,
  options: { scenario: { type: 'string' }, direct: { type: 'boolean', default: false },
    shrink: { type: 'boolean', default: false } } });
if (!(name in sets))
  throw new Error(`no set '${name}'; there are ${Object.keys(sets).join(', ')}`);
const folder = await mkdtemp(join(tmpdir(), 'gatehouse-conformance-'));
try {
  process.exitCode = await run(name, options, folder) ? 0 : 1;
} finally {
  await rm(folder, { recursive: true });
}
