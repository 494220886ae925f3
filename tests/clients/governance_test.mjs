// What is blocked does not exist, sessions stay where they were opened, and the audit has it all.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import { sdkV1, sdkV2 } from './clients.mjs';
import { commandLine, startGateway } from './gateway.mjs';
import { everythingCommand } from './upstreams.mjs';

let gateway;
let token;
const toolkit = (slug) => `${gateway.base}/acme/mcp/toolkits/${slug}`;

before(async () => {
  gateway = await startGateway();
  await gateway.admin('org', 'create', 'acme');
  await gateway.admin('connection', 'add', 'everything', '--org', 'acme',
    '--stdio', commandLine(everythingCommand()));
  await gateway.toolkit('narrow', 'everything.org.*');
  await gateway.toolkit('other', 'everything.org.*');
  await gateway.admin('policy', 'add', 'everything.org.main.get-env', 'block', '--org', 'acme',
    '--toolkit', 'narrow');
  token = await gateway.mint();
});

after(() => gateway?.stop());

// The legacy protocol by hand: one JSON-RPC message, with what is needed to speak it.
const post = (url, message, headers = {}) => fetch(url, {
  method: 'POST',
  headers: {
    Authorization: `Bearer ${token}`,
    'Content-Type': 'application/json',
    Accept: 'application/json, text/event-stream',
    ...headers,
  },
  body: JSON.stringify({ jsonrpc: '2.0', ...message }),
});

const initialize = {
  id: 1,
  method: 'initialize',
  params: {
    protocolVersion: '2025-11-25',
    capabilities: {},
    clientInfo: { name: 'by hand', version: '1' },
  },
};

for (const client of [sdkV1, sdkV2]) {
  describe(`a blocked tool, for ${client.name}`, () => {
    let connected;

    before(async () => { connected = await client(toolkit('narrow'), token).connect(); });
    after(() => connected?.close());

    it('is not listed', async () => {
      const names = (await connected.list()).map((tool) => tool.name);
      assert.ok(names.includes('everything__echo'));
      assert.ok(!names.includes('everything__get-env'));
    });

    it('cannot be called, and looks like a tool that never was', async () => {
      const refusal = async (name) => {
        const error = await connected.call(name).then(() => undefined, (reason) => reason);
        assert.ok(error, `${name} was called`);
        return { code: error.code, message: error.message.replaceAll(name, 'NAME') };
      };
      const blocked = await refusal('everything__get-env');
      assert.deepEqual(blocked, await refusal('everything__no-such-tool'));
      assert.equal(blocked.code, -32602);
    });
  });
}

describe('a session', () => {
  it('is refused at another resource', async () => {
    const opened = await post(toolkit('narrow'), initialize);
    assert.equal(opened.status, 200);
    const session = opened.headers.get('mcp-session-id');
    assert.ok(session);
    await opened.text();
    const list = { id: 2, method: 'tools/list' };
    const headers = { 'Mcp-Session-Id': session, 'MCP-Protocol-Version': '2025-11-25' };
    const here = await post(toolkit('narrow'), list, headers);
    assert.equal(here.status, 200, await here.text());
    const there = await post(toolkit('other'), list, headers);
    assert.equal(there.status, 403, await there.text());
  });

  it('is refused without a token, and points to the metadata', async () => {
    const reply = await post(toolkit('narrow'), initialize, { Authorization: '' });
    assert.equal(reply.status, 401, await reply.text());
    assert.match(reply.headers.get('www-authenticate') ?? '', /^Bearer .*resource_metadata=/);
  });
});

describe('a token', () => {
  it('opens nothing in another organization', async () => {
    await gateway.admin('org', 'create', 'umbrella');
    const reply = await post(`${gateway.base}/umbrella/mcp`, initialize);
    assert.equal(reply.status, 403, await reply.text());
  });

  it('is refused from the moment it is revoked, in an open session too', async () => {
    const short = await gateway.admin(
      'token', 'mint', '--org', 'acme', '--name', 'short', '--json');
    const client = await sdkV1(toolkit('other'), short.token).connect();
    await client.call('everything__echo', { message: 'still here' });
    await gateway.admin('token', 'revoke', short.id, '--org', 'acme');
    await assert.rejects(client.call('everything__echo', { message: 'gone?' }), /401|nauthorized/);
  });
});

describe('a policy', () => {
  it('is in force for an open session as soon as it is there', async () => {
    const client = await sdkV1(toolkit('other'), token).connect();
    await client.call('everything__get-sum', { a: 1, b: 1 });
    await gateway.admin('policy', 'add', 'everything.org.main.get-sum', 'block', '--org', 'acme',
      '--toolkit', 'other');
    await assert.rejects(client.call('everything__get-sum', { a: 1, b: 1 }), { code: -32602 });
    await client.close();
  });
});

describe('the audit', () => {
  it('has each call, what was decided and how it ended', async () => {
    const client = await sdkV1(toolkit('narrow'), token).connect();
    const session = client.sessionId();
    await client.call('everything__echo', { message: 'a secret word' });
    await client.call('everything__get-env').catch(() => {});
    await client.close();
    const listing = await gateway.admin('audit', 'list', '--org', 'acme', '--json');
    const entries = (listing.items ?? listing).filter((entry) => entry.session === session);
    const facts = entries.map(({ tool, decision, outcome }) => ({ tool, decision, outcome }));
    assert.deepEqual(facts.sort((a, b) => (a.tool < b.tool ? -1 : 1)), [
      { tool: 'everything__echo', decision: 'allow', outcome: 'ok' },
      { tool: 'everything__get-env', decision: 'deny', outcome: 'denied' },
    ]);
    assert.ok(!JSON.stringify(listing).includes('a secret word'), 'arguments stand in the audit');
    assert.ok(!JSON.stringify(listing).includes(token), 'a token stands in the audit');
  });
});
