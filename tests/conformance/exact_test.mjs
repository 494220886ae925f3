// Our own assertions, stricter than the suites': every field of what the fixture sends comes to the
// client, for each client and either era of the server. What fails today is listed in
// exact/expected.yml, which may only shrink: a promise on the list that holds fails the run.
// CONFORMANCE_DIRECT=1 leaves the gateway out, to try the assertions themselves;
// CONFORMANCE_SHRINK=1 takes what holds off the list.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';

import { startChain } from './chain.mjs';
import { asking } from './exact/asking.mjs';
import { catalog } from './exact/catalog.mjs';
import { contents } from './exact/contents.mjs';
import { Conversation } from './exact/conversation.mjs';
import { parties } from './exact/parties.mjs';
import { streams } from './exact/streams.mjs';
import { together } from './exact/together.mjs';
import { readExpected, shrink } from './report.mjs';
import { showWire } from './wire_check.mjs';

const direct = process.env.CONFORMANCE_DIRECT === '1';
const list = join(import.meta.dirname, 'exact', 'expected.yml');
const expected = new Set(direct ? [] : await readExpected(list));
const unseen = new Set(expected);
const held = new Set();

// A promise is kept, or broken as expected.
function promise(name, keep) {
  unseen.delete(name);
  it(name, async () => {
    const broken = await Promise.resolve().then(keep).then(() => undefined, (error) => error);
    if (!broken)
      held.add(name);
    if (expected.has(name))
      assert.ok(broken, `${name}: holds; take it off exact/expected.yml`);
    else if (broken)
      throw broken;
  });
}

// The servers, and who talks to them; beside streamable HTTP one client of each era is enough.
const servers = {
  'legacy': { era: 'legacy', clients: ['v1', 'v2 legacy', 'v2 modern'] },
  'modern': { era: 'modern', clients: ['v1', 'v2 legacy', 'v2 modern'] },
  'legacy stdio': { era: 'legacy', transport: 'stdio', clients: ['v1', 'v2 modern'] },
  'modern stdio': { era: 'modern', transport: 'stdio', clients: ['v1', 'v2 modern'] },
  'legacy sse': { era: 'legacy', transport: 'sse', clients: ['v1', 'v2 modern'] },
};

// Without a gateway the client has to be of the server's era, and reach it over HTTP.
const reachable = ({ era, transport }, client) =>
  !direct || (transport === undefined && client.endsWith('modern') === (era === 'modern'));

for (const [where, server] of Object.entries(servers))
  describe(`a server, ${where},`, () => {
    let chain;
    let talk;
    before(async () => {
      chain = await startChain({ ...server, direct, pageSize: 7,
        hear: (message, exchange) => talk?.hear(message, exchange) });
    });
    after(() => chain?.stop());

    for (const name of server.clients.filter((client) => reachable(server, client)))
      describe(`and ${name}`, () => {
        let reason;
        before(async () => {
          talk = new Conversation();
          await parties[name](chain.url).then((client) => talk.join(client), (error) => {
            reason = error;
          });
        });
        after(() => talk.leave());

        const holds = (what, keep) => promise(`${name} on ${where}: ${what}`, () => {
          if (reason)
            throw reason;
          return keep(talk);
        });
        holds.ofGateway = direct ? () => {} : holds;
        contents(holds);
        catalog(holds);
        asking(holds);
        streams(holds);
      });

    describe('and two clients at once', () => {
      let clients = [];
      const pair = server.clients.filter((client) => reachable(server, client));
      const join = (name) => parties[name](chain.url);
      const holds = (what, keep) => promise(`two on ${where}: ${what}`, async () => {
        if (clients.length === 0)
          clients = await Promise.all([pair[0], pair.at(-1)].map(join));
        await keep(clients);
      });
      after(() => Promise.all(clients.map((client) => client.close())));
      if (pair.length > 0)
        together(holds);
    });

    if (!direct)
      promise(`all on ${where}: every message of the gateway keeps to its schema`, () =>
        assert.ok(showWire(chain.wire)));
  });

it('expects nothing of what is not tried', () => assert.deepEqual([...unseen], []));

if (process.env.CONFORMANCE_SHRINK === '1')
  after(() => shrink(list, (name) => !held.has(name)));
