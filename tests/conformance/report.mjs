// Reads what a suite printed and wrote, and says it in a line for each scenario.
import { readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const plain = (text) => text.replace(/\x1b\[\d*m/g, '');

// Returns the scenarios in the summary of `output`, and why some of them are not counted. Where
// nothing was checked nothing has passed.
export function readSummary(output) {
  const summary = plain(output.slice(Math.max(output.indexOf('=== SUMMARY ==='), 0)));
  const unscored = new Map([...summary.matchAll(/^ {2}\S (\S+) \((\S+)\)$/gm)]
    .map(([, name, reason]) => [name, reason]));
  return [...summary.matchAll(/^([✓✗]) (\S+): (\d+) passed, (\d+) failed/gm)]
    .map(([, mark, name, passed, failed]) => ({ name, ok: mark === '✓' && passed !== '0',
      passed: Number(passed), failed: Number(failed), unscored: unscored.get(name) }));
}

// Returns the checks of each scenario that the suite wrote below `folder`.
export async function readChecks(folder) {
  const all = new Map();
  const ofScenario = /(?:^|\/)(?:server-|client-)?([^/]*)-\d{4}-\d\d-\d\dT[^/]*\/checks\.json$/;
  for (const entry of await readdir(folder, { recursive: true })) {
    const [, scenario] = entry.match(ofScenario) ?? [];
    if (scenario !== undefined)
      all.set(scenario, JSON.parse(await readFile(join(folder, entry), 'utf8')));
  }
  return all;
}

// Returns what `path`, a baseline file of the suites' format, lists.
export async function readExpected(path) {
  const text = await readFile(path, 'utf8');
  return [...text.matchAll(/^ *- +([^#\n]+)/gm)].map(([, name]) => name.trim());
}

// Takes the entries that `isKept` refuses off the list at `path`, whose comments stay.
export async function shrink(path, isKept) {
  const lines = (await readFile(path, 'utf8')).split('\n');
  const kept = lines.filter((line) => {
    const entry = line.match(/^ *- +([^#]+)/)?.[1].trim();
    return entry === undefined || isKept(entry);
  });
  await writeFile(path, kept.join('\n'));
}

// The scenario that an entry of a list names, or names a check of.
export const scenarioOf = (entry) => entry.split(':')[0];

// What is listed of a scenario fails, and nothing else; `scenario` alone lists all its checks.
function failsAsListed(listed, checks) {
  const exact = listed.filter((entry) => entry.includes(':'));
  const failed = (checks ?? []).filter(({ status }) => status === 'FAILURE')
    .map(({ id }) => `${scenarioOf(listed[0])}:${id}`);
  return exact.length === 0 || [...new Set(failed)].sort().join() === exact.sort().join();
}

// Marks what is not as expected. A list may only shrink: what it names, a scenario or one check of
// it (`scenario:check`), has to fail, and nothing else may. `checks` are those of each scenario.
export function judge(scenarios, expected, checks = new Map()) {
  const judged = scenarios.map((one) => {
    const entries = expected.filter((entry) => scenarioOf(entry) === one.name);
    const listed = entries.length > 0;
    const exact = !listed || one.ok || failsAsListed(entries, checks.get(one.name));
    const remark = (one.unscored && `${one.unscored}, not counted`)
      || (listed && one.ok && 'PASSES: take it off the list of expected failures')
      || (!exact && 'UNEXPECTED: other checks fail than those that are listed')
      || (listed && 'expected')
      || (!one.ok && 'UNEXPECTED');
    return { ...one, remark, wrong: !one.unscored && (listed === one.ok || !exact) };
  });
  const unknown = expected.filter((entry) =>
    !scenarios.some((one) => one.name === scenarioOf(entry)));
  return [...judged, ...unknown.map((name) => ({ name, passed: 0, failed: 0, wrong: true,
    remark: 'listed, but no scenario of this set' }))];
}

function showChecks(checks, all) {
  for (const { id, status, errorMessage, details } of checks ?? []) {
    if (!['FAILURE', 'WARNING'].includes(status) && !all)
      continue;
    console.log(`      ${status} ${id}${errorMessage ? `: ${errorMessage.slice(0, 600)}` : ''}`);
    if (all && status === 'FAILURE' && details)
      console.log(`          ${JSON.stringify(details).slice(0, 1500)}`);
  }
}

// Prints each scenario with its failed checks; with `all`, with every check.
export function show(judged, checks, { all = false } = {}) {
  for (const { name, ok, passed, failed, remark, wrong, unscored } of judged) {
    console.log(`${ok ? '✓' : '✗'} ${name}: ${passed} passed, ${failed} failed`
      + (remark ? ` (${remark})` : ''));
    if (all || (wrong && !unscored))
      showChecks(checks.get(name), all);
  }
  const counted = judged.filter(({ unscored }) => !unscored);
  const sum = (key) => counted.reduce((total, one) => total + one[key], 0);
  console.log(`\n${counted.filter(({ ok }) => ok).length} of ${counted.length} scenarios pass; `
    + `of their checks ${sum('passed')} passed, ${sum('failed')} failed`);
}
