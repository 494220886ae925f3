// Every real client sees and calls the tools of real servers through one toolkit.
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';

import { inspector, mcpRemote, sdkV1, sdkV2, sdkV2Auto } from './clients.mjs';
import { commandLine, startGateway } from './gateway.mjs';
import * as upstreams from './upstreams.mjs';

let folder;
let gateway;
let remote;
let url;
let token;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gatehouse-files-'));
  await writeFile(join(folder, 'greeting.txt'), 'hello from a file');
  remote = await upstreams.everythingOverHttp();
  gateway = await startGateway();
  await gateway.admin('org', 'create', 'acme');
  const connect = (name, ...how) =>
    gateway.admin('connection', 'add', name, '--org', 'acme', ...how);
  await connect('everything', '--stdio', commandLine(upstreams.everythingCommand()));
  await connect('files', '--stdio', commandLine(upstreams.filesystemCommand(folder)));
  await connect('memory', '--stdio', commandLine(upstreams.memoryCommand()));
  await connect('remote', '--url', remote.url);
  await gateway.toolkit('all', 'everything.org.*', 'files.org.*', 'memory.org.*', 'remote.org.*');
  url = `${gateway.base}/acme/mcp/toolkits/all`;
  token = await gateway.mint();
});

after(async () => {
  await gateway?.stop();
  await remote?.stop();
  await rm(folder, { recursive: true });
});

const text = (result) => result.content.map((part) => part.text ?? '').join('');

for (const client of [sdkV1, sdkV2, sdkV2Auto, mcpRemote, inspector]) {
  describe(client.name, () => {
    let connected;

    before(async () => { connected = await client(url, token).connect(); });
    after(() => connected?.close());

    it('lists the tools of all four servers, sorted by name', async () => {
      const names = (await connected.list()).map((tool) => tool.name);
      for (const name of ['everything__echo', 'files__read_text_file', 'memory__read_graph',
        'remote__get-sum'])
        assert.ok(names.includes(name), `${name} is not among ${names}`);
      assert.deepEqual(names, [...names].sort());
    });

    it('calls a server over stdio', async () => {
      const result = await connected.call('everything__echo', { message: 'hello' });
      assert.equal(text(result), 'Echo: hello');
    });

    it('calls a server over HTTP', async () => {
      const result = await connected.call('remote__get-sum', { a: 2, b: 3 });
      assert.equal(text(result), 'The sum of 2 and 3 is 5.');
    });

    it('reads a file through the filesystem server', async () => {
      const path = join(folder, 'greeting.txt');
      const result = await connected.call('files__read_text_file', { path });
      assert.match(text(result), /hello from a file/);
    });

    it('gets the error of a tool as the server gave it', async () => {
      const path = join(folder, 'nowhere.txt');
      const result = await connected.call('files__read_text_file', { path });
      assert.equal(result.isError, true);
      assert.match(text(result), /ENOENT/);
    });

    it('reads the graph of the memory server', async () => {
      const result = await connected.call('memory__read_graph');
      assert.notEqual(result.isError, true, text(result));
    });
  });
}
