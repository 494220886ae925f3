// Servers come and go; a client's session with the gateway stays.
import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';

import { sdkV1 } from './clients.mjs';
import { startGateway } from './gateway.mjs';
import { eventually } from './places.mjs';
import { everythingOverHttp } from './upstreams.mjs';

let gateway;
let remote;
let client;

before(async () => {
  remote = await everythingOverHttp();
  gateway = await startGateway();
  await gateway.admin('org', 'create', 'acme');
  await gateway.admin('connection', 'add', 'remote', '--org', 'acme', '--url', remote.url);
  await gateway.toolkit('all', 'remote.org.*');
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
