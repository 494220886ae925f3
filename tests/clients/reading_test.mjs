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

const records = async () => (await gateway.admin('dump', gateway.data)).split('\n').length;

it('holds for every verb that lists or shows, and for the health pages', async () => {
  const ofAcme = ['--org', 'acme'];
  const before = await records();
  const seen = visits;
  for (const words of [['status'], ['org', 'list'], ['org', 'show', 'acme'],
    ['org', 'members', 'acme'], ['token', 'list', ...ofAcme], ['token', 'list'],
    ['connection', 'list', ...ofAcme], ['connection', 'show', 'counter', ...ofAcme],
    ['toolkit', 'list', ...ofAcme], ['toolkit', 'show', 'all', ...ofAcme],
    ['policy', 'list', ...ofAcme], ['policy', 'list', '--toolkit', 'all', ...ofAcme],
    ['session', 'list', ...ofAcme], ['audit', 'list', ...ofAcme], ['audit', 'export', ...ofAcme]])
    await gateway.admin(...words);
  const headers = { Authorization: `Bearer ${gateway.operator}` };
  for (const page of ['healthz', 'readyz', 'metrics'])
    assert.equal((await fetch(`${gateway.base}/${page}`, { headers })).status, 200, page);
  assert.equal(visits, seen, 'a read reached the upstream');
  assert.equal(await records(), before, 'a read appended an event');
});

it('and the test would see a connection and an event', async () => {
  const before = await records();
  await gateway.admin('connection', 'test', 'counter', '--org', 'acme').catch(() => {});
  assert.ok(visits > 0);
  assert.ok(await records() > before);
});
