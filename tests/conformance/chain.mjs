// Everything between a suite and the fixture: suite -> tap -> gateway -> tap -> fixture. The first
// tap adds the token and hears the gateway as a server, the second hears it as a client.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

import { commandLine, startGateway } from '../clients/gateway.mjs';
import { startTap } from './tap.mjs';
import { WireCheck } from './wire_check.mjs';

const here = import.meta.dirname;

const fixtureCommand = ({ era = 'both', pageSize = 0, transport = 'http' }) => [process.execPath,
  join(here, 'fixture', 'main.mjs'), '--era', era, '--page-size', String(pageSize),
  ...transport === 'http' ? [] : [`--${transport}`]];

async function startFixture(options) {
  const [program, ...args] = fixtureCommand(options);
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'inherit'] });
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

// A gateway whose only toolkit has one server, with its own names: `how` is --url and where it is,
// or --stdio and what starts it.
export async function startGatewayFor(...how) {
  const gateway = await startGateway();
  await gateway.admin('org', 'create', 'acme');
  await gateway.admin('connection', 'add', 'fixture', '--org', 'acme', ...how);
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

// How the gateway finds a fixture: through a tap, unless it starts the fixture itself or has it
// over the transport of 2024-11-05, whose stream names addresses behind the tap.
async function place(options, asClient, start) {
  if (options.transport === 'stdio')
    return ['--stdio', commandLine(fixtureCommand(options))];
  const { url } = await start(startFixture(options));
  if (options.transport === 'sse')
    return ['--url', url];
  return ['--url', (await start(startTap(url, { observe: asClient.observe }))).url];
}

// Starts a fixture and, unless it is to be reached directly, a gateway in front of it. `hear` gets
// every message that comes to the client. The options are era, pageSize and transport: http, sse
// or stdio.
export async function startChain({ direct = false, hear = () => {}, ...options }) {
  const asServer = new WireCheck('server');
  const asClient = new WireCheck('client');
  const observe = listening(asServer, hear);
  const parts = [];
  const start = async (starting) => {
    parts.unshift(await starting);
    return parts[0];
  };
  let front;
  if (direct) {
    const { url } = await start(startFixture(options));
    front = await start(startTap(url, { observe }));
  } else {
    const how = await place(options, asClient, start);
    const { endpoint, token } = await start(startGatewayFor(...how));
    front = await start(startTap(endpoint, { token, observe }));
  }
  return {
    url: front.url,
    wire: [asServer, asClient],
    async stop() {
      for (const part of parts)
        await part.stop();
    },
  };
}
