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

// The chain in front of the server at `upstream`. `watch(exchange)` may look on at the first tap.
export async function startChainTo(upstream) {
  const asServer = new WireCheck('server');
  const asClient = new WireCheck('client');
  const behind = await startTap(upstream, { observe: asClient.observe });
  const gateway = await startGatewayFor(behind.url);
  const front = await startTap(gateway.endpoint,
    { token: gateway.token, observe: asServer.observe });
  return {
    url: front.url,
    gateway,
    asServer,
    asClient,
    async stop() {
      await front.stop();
      await gateway.stop();
      await behind.stop();
    },
  };
}

export async function startChain(options) {
  const fixture = await startFixture(options);
  const chain = await startChainTo(fixture.url);
  return {
    ...chain,
    fixture,
    async stop() {
      await chain.stop();
      await fixture.stop();
    },
  };
}
