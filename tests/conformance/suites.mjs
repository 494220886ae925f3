// How the two releases of the official suite are run, and which scenarios each set has.
import { spawn } from 'node:child_process';
import { join } from 'node:path';

import { readChecks, readSummary } from './report.mjs';

const here = import.meta.dirname;
const stable = 'conformance-stable';
const alpha = 'conformance-alpha';
const required = (revision) => ({ suite: alpha, words: ['--requirements', revision], revision });

// The scenarios that a gateway's client half can be put to. The others want a client that opens a
// browser.
const clientScenarios = ['initialize', 'tools_call', 'sse-retry', 'request-metadata',
  'http-standard-headers', 'http-custom-headers', 'http-invalid-tool-headers',
  'json-schema-ref-no-deref', 'json-schema-2020-12-preservation',
  'sep-2322-client-request-state'];

// `era`: what the fixture behind the gateway speaks. `client`: who asks the gateway, where the
// suite plays the server.
export const sets = {
  'stable': { suite: stable, words: ['--suite', 'active'], era: 'both' },
  '2025-11-25': { ...required('2025-11-25'), era: 'both' },
  '2026-07-28': { ...required('2026-07-28'), era: 'both' },
  '2025-11-25-on-modern': { ...required('2025-11-25'), era: 'modern' },
  '2026-07-28-on-legacy': { ...required('2026-07-28'), era: 'legacy' },
  'client': { suite: alpha, client: 'v2' },
  'client-of-v1': { suite: alpha, client: 'v1' },
};

// Returns all that the suite printed.
function run(suite, words, env = {}) {
  const script = join(here, 'node_modules', suite, 'dist', 'index.js');
  const child = spawn(process.execPath, [script, ...words],
    { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...env } });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text) => { output += text; });
  return new Promise((resume) => {
    child.on('close', () => resume(output));
  });
}

// The suite sums up a set, not a single scenario: that is read from its checks.
async function fromChecks(name, folder, output) {
  const checks = (await readChecks(folder)).get(name);
  if (checks === undefined)
    throw new Error(`${name} wrote no checks:\n${output}`);
  const count = (status) => checks.filter((check) => check.status === status).length;
  const [passed, failed] = [count('SUCCESS'), count('FAILURE')];
  return { name, ok: failed === 0 && passed > 0, passed, failed };
}

// Runs the scenarios of a set, or the one named `only`, against the server at `url`.
export async function runServerSet({ suite, words, revision }, url, folder, only) {
  const server = ['server', '--url', url, '-o', folder,
    ...suite === alpha ? ['--timeout', '10000'] : []];
  if (only !== undefined) {
    const output = await run(suite, [...server, '--scenario', only,
      ...revision ? ['--spec-version', revision] : []]);
    return [await fromChecks(only, folder, output)];
  }
  const scenarios = readSummary(await run(suite, [...server, ...words]));
  if (suite !== stable)
    return scenarios;
  // What it keeps for later is reported, and not counted.
  const pending = readSummary(await run(suite, [...server, '--suite', 'pending']));
  return [...scenarios, ...pending.map((one) => ({ ...one, unscored: 'pending' }))];
}

// Runs the scenarios in which the suite is the server and the gateway its client.
export async function runClientSet({ suite, client }, folder, only) {
  const shim = `${process.execPath} ${join(here, 'shim.mjs')}`;
  const results = [];
  for (const name of only === undefined ? clientScenarios : [only]) {
    const output = await run(suite, ['client', '--command', shim, '--scenario', name,
      '-o', folder, '--timeout', '20000'], { SHIM_CLIENT: client });
    results.push(await fromChecks(name, folder, output));
  }
  return results;
}
