// Clients that only speak stdio reach the gateway through gatehouse connect, and do not notice when
// the gateway is started anew.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { after, before, it } from 'node:test';

import { bridged, bridgedV2, mcpRemote } from './clients.mjs';
import { commandLine, startGateway } from './gateway.mjs';
import { everythingCommand } from './upstreams.mjs';

let gateway;
let url;
let token;

before(async () => {
  gateway = await startGateway();
  await gateway.admin('org', 'create', 'acme');
  await gateway.admin('connection', 'add', 'all', '--org', 'acme', '--stdio',
    commandLine(everythingCommand()));
  await gateway.toolkit('all', 'all.org.*');
  url = `${gateway.base}/acme/mcp/toolkits/all`;
  token = await gateway.mint();
});

after(() => gateway?.stop());

const echo = async (client) =>
  (await client.call('all__echo', { message: 'hello' })).content[0].text;

const names = (tools) => tools.map(({ name }) => name).sort();

it('shows a client what the reference bridge shows', async () => {
  const ours = await bridged(url, token).connect();
  const theirs = await mcpRemote(url, token).connect();
  try {
    assert.deepEqual(names(await ours.list()), names(await theirs.list()));
    assert.equal(await echo(ours), await echo(theirs));
  } finally {
    await ours.close();
    await theirs.close();
  }
});

const bridgedV2Stateless = (...at) => bridgedV2(...at, { pin: '2026-07-28' });
const bridgedV2Auto = (...at) => bridgedV2(...at, 'auto');

for (const make of [bridged, bridgedV2, bridgedV2Stateless, bridgedV2Auto]) {
  it(`keeps a client connected while the gateway is started anew: ${make.name}`, async () => {
    const client = await make(url, token).connect();
    try {
      assert.match(await echo(client), /hello/);
      const restarted = gateway.restart();
      assert.ok((await client.list()).length > 0, 'a list asked for meanwhile');
      await restarted;
      assert.match(await echo(client), /hello/);
    } finally {
      await client.close();
    }
  });
}

// S-STDIO-02
it('ends with 0 at the end of its input, and writes nothing but messages', async () => {
  const env = { ...process.env, GATEHOUSE_TOKEN: token };
  const child = spawn(process.env.GATEHOUSE, ['connect', url], { env });
  let said = '';
  let logged = '';
  child.stdout.on('data', (text) => { said += text; });
  child.stderr.on('data', (text) => { logged += text; });
  child.stdin.end(`${JSON.stringify({
    jsonrpc: '2.0',
    id: 1,
    method: 'initialize',
    params: {
      protocolVersion: '2025-11-25',
      capabilities: {},
      clientInfo: { name: 'raw', version: '1' },
    },
  })}\n`);
  const [code] = await once(child, 'close');
  assert.equal(code, 0, logged);
  const lines = said.trim().split('\n').map((line) => JSON.parse(line));
  assert.deepEqual(lines.map(({ id }) => id), [1]);
  assert.ok(!`${said}${logged}`.includes(token), 'the token was shown');
});

it('ends with 0 when it is told to', async () => {
  const env = { ...process.env, GATEHOUSE_TOKEN: token };
  const child = spawn(process.env.GATEHOUSE, ['connect', url],
    { env, stdio: ['pipe', 'ignore', 'pipe'] });
  await once(child.stderr, 'data');
  child.kill('SIGTERM');
  const [code] = await once(child, 'exit');
  assert.equal(code, 0);
});
