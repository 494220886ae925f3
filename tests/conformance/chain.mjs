// Everything between a suite and the fixture: suite -> tap -> gateway -> tap -> fixture. The first
// tap adds the token and hears the gateway as a server, the second hears it as a client.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

import { startGateway } from '../clients/gateway.mjs';
import { startTap } from './tap.mjs';
import { WireCheck } from './wire_check.mjs';

const here = import.meta.dirname;

export const fixtureScript = join(here, 'fixture', 'main.mjs');

export async function startFixture({ era = 'both', pageSize = 0 } = {}) {
  const child = spawn(process.execPath,
    [fixtureScript, '--era', era, '--page-size', String(pageSize)],
    { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = await once(child.stdout.setEncoding('utf8'), 'data');
  return {
    url: line.trim(),
    async stop() {
      const gone = once(child, 'exit');
      child.kill();
      await gone;
    },
  };
}

// A gateway whose only toolkit has the server at `url`, with its own names.
export async function startGatewayFor(url) {
  const gateway = await startGateway();
  await gateway.admin('org', 'create', 'acme');
  await gateway.admin('connection', 'add', 'fixture', '--org', 'acme', '--url', url);
  await gateway.admin('toolkit', 'create', 'whole', '--org', 'acme',
    '--connection', 'fixture.org.*', '--naming', 'bare');
  const token = await gateway.mint();
  return { ...gateway, token, endpoint: `${gateway.base}/acme/mcp/toolkits/whole` };
}

// Holds what a server says to its schema, and lets `hear` it.
function listening(check, hear) {
  return (exchange) => {
    const { fromClient, fromServer } = check.observe(exchange);
    return { fromClient, fromServer(message) {
      fromServer(message);
      hear(message, exchange);
    } };
  };
}

// Starts a fixture and, unless it is to be reached directly, a gateway in front of it. `hear` gets
// every message that comes to the client.
export async function startChain({ direct = false, hear = () => {}, ...options } = {}) {
  const asServer = new WireCheck('server');
  const asClient = new WireCheck('client');
  const observe = listening(asServer, hear);
  const parts = [await startFixture(options)];
  const [fixture] = parts;
  let front;
  if (direct) {
    front = await startTap(fixture.url, { observe });
  } else {
    const behind = await startTap(fixture.url, { observe: asClient.observe });
    const gateway = await startGatewayFor(behind.url);
    front = await startTap(gateway.endpoint, { token: gateway.token, observe });
    parts.unshift(gateway, behind);
  }
  return {
    url: front.url,
    wire: [asServer, asClient],
    async stop() {
      for (const part of [front, ...parts])
        await part.stop();
    },
  };
}
