// Reading never acts: what only looks opens no connection and appends no event.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { after, before, it } from 'node:test';

import { startGateway } from './gateway.mjs';

let gateway;
let upstream;
let visits = 0;

before(async () => {
  upstream = createServer((request, reply) => {
    ++visits;
    reply.writeHead(503).end();
  }).listen(0, '127.0.0.1');
  await once(upstream, 'listening');
  gateway = await startGateway();
  await gateway.admin('org', 'create', 'acme');
  await gateway.admin('connection', 'add', 'counter', '--org', 'acme',
    '--url', `http://127.0.0.1:${upstream.address().port}/mcp`);
  await gateway.toolkit('all', 'counter.org.*');
  await gateway.mint();
});

after(async () => {
  await gateway?.stop();
  upstream?.close();
});

// A session of the administrator's own at the org, which opens no connection either.
async function openSession() {
  const headers = { Authorization: `Bearer ${gateway.operator}`,
    'Content-Type': 'application/json', Accept: 'application/json, text/event-stream' };
  const opened = await fetch(`${gateway.base}/acme/mcp`, { method: 'POST', headers,
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'initialize', params: {
      protocolVersion: '2025-11-25', capabilities: {},
      clientInfo: { name: 'reader', version: '1' } } }) });
  await opened.text();
  return opened.headers.get('mcp-session-id');
}

const records = async () => (await gateway.admin('dump', gateway.data)).split('\n').length;

it('holds for every verb that lists or shows, and for the health pages', async () => {
  const ofAcme = ['--org', 'acme'];
  const session = await openSession();
  assert.ok(session);
  const before = await records();
  const seen = visits;
  for (const words of [['status'], ['org', 'list'], ['org', 'show', 'acme'],
    ['org', 'members', 'acme'], ['token', 'list', ...ofAcme], ['token', 'list'],
    ['connection', 'list', ...ofAcme], ['connection', 'show', 'counter', ...ofAcme],
    ['toolkit', 'list', ...ofAcme], ['toolkit', 'show', 'all', ...ofAcme],
    ['policy', 'list', ...ofAcme], ['policy', 'list', '--toolkit', 'all', ...ofAcme],
    ['connection', 'pins', 'counter', ...ofAcme], ['session', 'list', ...ofAcme],
    ['session', 'tools', session], ['session', 'catalog', session],
    ['audit', 'list', ...ofAcme], ['audit', 'export', ...ofAcme],
    ['audit', 'summary', ...ofAcme]])
    await gateway.admin(...words);
  const headers = { Authorization: `Bearer ${gateway.operator}` };
  for (const page of ['healthz', 'readyz', 'metrics'])
    assert.equal((await fetch(`${gateway.base}/${page}`, { headers })).status, 200, page);
  const tools = await gateway.admin('session', 'tools', session, '--json');
  assert.deepEqual(tools.notices.map((one) => one.id), ['mcp-not-yet-connected']);
  assert.equal(visits, seen, 'a read reached the upstream');
  assert.equal(await records(), before, 'a read appended an event');
});

it('and the test would see a connection and an event', async () => {
  const before = await records();
  await gateway.admin('connection', 'test', 'counter', '--org', 'acme').catch(() => {});
  assert.ok(visits > 0);
  assert.ok(await records() > before);
});
