// Runs one set of conformance scenarios through the gateway and says what came of each.
//   conform.mjs SET [--scenario NAME] [--direct]
// --scenario runs one of the set and prints its checks; --direct leaves the gateway out.
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

import { startChain, startFixture } from './chain.mjs';
import { judge, readChecks, readExpected, readSummary, show } from './report.mjs';
import { describe } from './wire_check.mjs';

const here = import.meta.dirname;
const stable = 'conformance-stable';
const alpha = 'conformance-alpha';

// How the suite calls each set, and which eras the fixture behind the gateway speaks.
const sets = {
  'stable': { suite: stable, words: ['--suite', 'active'] },
  '2025-11-25': { suite: alpha, words: ['--requirements', '2025-11-25'] },
  '2026-07-28': { suite: alpha, words: ['--requirements', '2026-07-28'] },
  '2025-11-25-on-modern': { suite: alpha, words: ['--requirements', '2025-11-25'], era: 'modern' },
  '2026-07-28-on-legacy': { suite: alpha, words: ['--requirements', '2026-07-28'], era: 'legacy' },
};

function runSuite(suite, words) {
  const script = join(here, 'node_modules', suite, 'dist', 'index.js');
  const bound = suite === alpha ? ['--timeout', '10000'] : [];
  const child = spawn(process.execPath, [script, ...words, ...bound],
    { stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text) => { output += text; });
  return new Promise((resume) => {
    child.on('close', () => resume(output));
  });
}

// What the stable suite has beside the active scenarios is reported, and not counted.
async function pending(target, folder) {
  const output = await runSuite(stable,
    ['server', '--url', target.url, '-o', folder, '--suite', 'pending']);
  return readSummary(output).map((one) => ({ ...one, unscored: 'pending' }));
}

async function runSet({ suite, words }, target, folder) {
  const server = ['server', '--url', target.url, '-o', folder];
  const scenarios = readSummary(await runSuite(suite, [...server, ...words]));
  return suite === stable ? [...scenarios, ...await pending(target, folder)] : scenarios;
}

// The suites print no summary of one scenario.
async function runOne({ suite, words }, name, target, folder) {
  const revision = suite === alpha ? ['--spec-version', words[1]] : [];
  const output = await runSuite(suite, ['server', '--url', target.url, '-o', folder,
    '--scenario', name, ...revision]);
  const checks = (await readChecks(folder)).get(name);
  if (checks === undefined)
    throw new Error(output);
  const count = (status) => checks.filter((check) => check.status === status).length;
  const failed = count('FAILURE');
  return [{ name, ok: failed === 0, passed: count('SUCCESS'), failed }];
}

// Returns whether the gateway kept to the schema in everything it said.
function showWire(checks) {
  const violations = checks.flatMap((check) => describe(check.violations));
  const checked = checks.reduce((sum, check) => sum + check.checked, 0);
  console.log(`${checked} messages of the gateway held to their schema, `
    + `${violations.length} kinds of violation`);
  for (const violation of violations)
    console.log(`  ✗ ${violation}`);
  return violations.length === 0;
}

async function main() {
  const { values: options, positionals: [name] } = parseArgs({ allowPositionals: true,
    options: { scenario: { type: 'string' }, direct: { type: 'boolean', default: false } } });
  const set = sets[name];
  if (set === undefined)
    throw new Error(`no set '${name}'; there are ${Object.keys(sets).join(', ')}`);
  const folder = await mkdtemp(join(tmpdir(), 'gatehouse-conformance-'));
  const target = await (options.direct ? startFixture : startChain)({ era: set.era });
  try {
    const one = options.scenario;
    const scenarios = one
      ? await runOne(set, one, target, folder)
      : await runSet(set, target, folder);
    const listed = options.direct ? [] : await readExpected(join(here, 'expected', `${name}.yml`));
    const judged = judge(scenarios, one ? listed.filter((entry) => entry === one) : listed);
    show(judged, await readChecks(folder), { all: one !== undefined });
    const wire = options.direct || showWire([target.asServer, target.asClient]);
    const asExpected = judged.every(({ wrong }) => !wrong) && judged.length > 0;
    return asExpected && wire;
  } finally {
    await target.stop();
    await rm(folder, { recursive: true });
  }
}

process.exitCode = await main() ? 0 : 1;
