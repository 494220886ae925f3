// Servers come and go; a client's session with the gateway stays.
import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';

import { sdkV1 } from './clients.mjs';
import { commandLine, startGateway } from './gateway.mjs';
import { eventually } from './places.mjs';
import { everythingOverHttp, mischiefCommand } from './upstreams.mjs';

let gateway;
let remote;
let client;

before(async () => {
  remote = await everythingOverHttp();
  gateway = await startGateway();
  await gateway.admin('org', 'create', 'acme');
  await gateway.admin('connection', 'add', 'remote', '--org', 'acme', '--url', remote.url);
  await gateway.admin('connection', 'add', 'local', '--org', 'acme',
    '--stdio', commandLine(mischiefCommand()));
  await gateway.toolkit('all', 'remote.org.*', 'local.org.*');
  client = await sdkV1(`${gateway.base}/acme/mcp/toolkits/all`, await gateway.mint()).connect();
});

after(async () => {
  await client?.close();
  await gateway?.stop();
  await remote?.stop();
});

const echo = () => client.call('remote__echo', { message: 'hello' });
const works = () => echo().then((result) => result.isError !== true, () => false);

it('reaches a server again that was started anew', async () => {
  assert.ok(await works());
  await remote.stop();
  assert.ok(!await works(), 'a call to a server that is gone succeeded');
  remote = await everythingOverHttp(remote.port);
  await eventually('a call after the server came back', works);
});

it('reaches a server that was started anew with the very next call', async () => {
  assert.ok(await works());
  await remote.stop();
  remote = await everythingOverHttp(remote.port);
  assert.ok(await works(), 'the server has forgotten our session; the call provably never ran');
});

const local = (tool, args = {}) => client.call(`local__${tool}`, args);

const lastCalls = async (tool) =>
  (await gateway.admin('audit', 'list', '--org', 'acme', '--json')).items
    .filter((entry) => entry.tool === tool);

it('starts a process anew that died in a call, and never repeats that call', async () => {
  await assert.rejects(local('crash'), /unknown|lost|broke/);
  const result = await local('echo', { text: 'still here' });
  assert.equal(result.content[0].text, 'still here');
  const crashes = await lastCalls('local__crash');
  assert.equal(crashes.length, 1);
  assert.equal(crashes[0].outcome, 'failed');
  assert.equal(crashes[0].reason, 'upstream_lost');
});

it('keeps the sessions of its clients when it is killed and started again', async () => {
  await gateway.restart();
  await eventually('a call in the session from before', works);
});

it('lets a server that is frozen delay no other', async () => {
  await local('echo', { text: 'warm' });
  const worst = async () => {
    let slowest = 0;
    for (let i = 0; i < 100; ++i) {
      const begin = performance.now();
      await local('echo', { text: `${i}` });
      slowest = Math.max(slowest, performance.now() - begin);
    }
    return slowest;
  };
  remote.freeze();
  const stuck = echo();
  assert.ok(await worst() < 5000, 'a call to another server waited for the frozen one');
  remote.thaw();
  assert.notEqual((await stuck).isError, true, 'the call goes on when the server does');
});

// Reads an event stream up to its end, or up to so many events that have data.
async function readEvents(response, most = Infinity) {
  const events = [];
  let text = '';
  for await (const part of response.body.pipeThrough(new TextDecoderStream())) {
    text += part;
    const whole = text.split('\n\n');
    text = whole.pop();
    for (const event of whole) {
      const field = (name) => event.split('\n').filter((line) => line.startsWith(`${name}: `))
        .map((line) => line.slice(name.length + 2)).join('\n');
      if (field('data'))
        events.push({ id: field('id'), data: JSON.parse(field('data')) });
    }
    if (events.length >= most)
      break;
  }
  return events;
}

it('says to a client that comes back that its call was cut off with the gateway', async () => {
  const path = `${gateway.base}/acme/mcp/toolkits/all`;
  const headers = { Authorization: `Bearer ${await gateway.mint()}`,
    'Content-Type': 'application/json', Accept: 'application/json, text/event-stream' };
  const post = (message, more = {}) => fetch(path,
    { method: 'POST', headers: { ...headers, ...more }, body: JSON.stringify(message) });
  const opened = await post({ jsonrpc: '2.0', id: 1, method: 'initialize', params: {
    protocolVersion: '2025-11-25', capabilities: {},
    clientInfo: { name: 'patient', version: '1' } } });
  await opened.text();
  const session = { 'Mcp-Session-Id': opened.headers.get('mcp-session-id') };
  const called = await post({ jsonrpc: '2.0', id: 'long', method: 'tools/call', params: {
    name: 'remote__trigger-long-running-operation', arguments: { duration: 60, steps: 600 },
    _meta: { progressToken: 1 } } }, session);
  const [first] = await readEvents(called, 1);
  assert.equal(first.data.method, 'notifications/progress');
  await gateway.restart();
  const again = await fetch(path,
    { headers: { ...headers, ...session, 'Last-Event-ID': first.id } });
  assert.equal(again.status, 200);
  const last = (await readEvents(again)).at(-1);
  assert.equal(last.data.id, 'long');
  assert.equal(last.data.error.data.code, 'upstream_lost');
});
