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
  let log = '';
  let server;
  let gone;
  const serve = async () => {
    const starting = spawn(binary,
      ['serve', '--data', data, '--listen', base.slice('http://'.length)],
      { stdio: ['ignore', 'ignore', 'pipe'] });
    starting.stderr.on('data', (text) => { log = (log + text).slice(-20_000); });
    gone = new Promise((resume) => { starting.once('exit', resume); });
    server = starting;
    await eventually(`gatehouse serve; it said:\n${log}`, () => {
      if (starting.exitCode !== null)
        throw new Error(`gatehouse serve ended with ${starting.exitCode}:\n${log}`);
      return answers(`${base}/readyz`);
    });
  };
  await serve();
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

    // Ends the server as a crash would, and starts it again on the same data.
    async restart() {
      server.kill('SIGKILL');
      await gone;
      await serve();
    },

    async stop() {
      server.kill('SIGTERM');
      assert.equal(await gone, 0, `gatehouse serve ended badly:\n${log}`);
      await rm(folder, { recursive: true });
    },
  };
}
