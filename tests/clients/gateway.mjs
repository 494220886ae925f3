// A gateway of its own for each test file: the binary under test on a free port, with a data folder
// that goes away with it.
import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { answers, eventually, freePort } from './places.mjs';

const run = promisify(execFile);
const binary = process.env.GATEHOUSE;

// How a command line writes an argument vector: each word quoted for a POSIX shell.
export const commandLine = (words) => words.map((word) => `'${word}'`).join(' ');

export async function startGateway() {
  const folder = await mkdtemp(join(tmpdir(), 'gatehouse-clients-'));
  const base = `http://127.0.0.1:${await freePort()}`;
  const data = join(folder, 'data');
  const server = spawn(binary, ['serve', '--data', data, '--listen', base.slice('http://'.length)],
    { stdio: ['ignore', 'ignore', 'pipe'] });
  let log = '';
  server.stderr.on('data', (text) => { log = (log + text).slice(-20_000); });
  const gone = new Promise((resume) => { server.once('exit', resume); });
  await eventually(`gatehouse serve; it said:\n${log}`, () => {
    if (server.exitCode !== null)
      throw new Error(`gatehouse serve ended with ${server.exitCode}:\n${log}`);
    return answers(`${base}/readyz`);
  });
  const operator = (await readFile(`${data}.keys/operator.token`, 'utf8')).trim();

  // One administrative command; its standard output, read as JSON when it is.
  const admin = async (...words) => {
    const env = { ...process.env, GATEHOUSE_URL: base, GATEHOUSE_TOKEN: operator };
    const { stdout } = await run(binary, words, { env });
    return words.includes('--json') ? JSON.parse(stdout) : stdout.trim();
  };

  return {
    base,
    data,
    operator,
    admin,

    // A toolkit of acme with what these patterns match.
    toolkit: (slug, ...patterns) => admin('toolkit', 'create', slug, '--org', 'acme',
      ...patterns.flatMap((pattern) => ['--connection', pattern])),

    // A token for acme.
    mint: () => admin('token', 'mint', '--org', 'acme', '--name', 'tests'),

    async stop() {
      server.kill('SIGTERM');
      assert.equal(await gone, 0, `gatehouse serve ended badly:\n${log}`);
      await rm(folder, { recursive: true });
    },
  };
}
