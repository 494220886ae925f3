// The client that the suite's mock servers see is the gateway: this program, called with the URL of
// such a server, connects a gateway to it and does with that what the scenario asks of a client.
// SHIM_CLIENT says who asks the gateway: a client of the modern era, or v1 of the SDK.
import { Client as ClientV1 } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport as TransportV1 }
  from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { ElicitRequestSchema } from '@modelcontextprotocol/sdk/types.js';
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';

import { startGatewayFor } from './chain.mjs';
import { startDiscovery } from './discovery.mjs';

const scenario = process.env.MCP_CONFORMANCE_SCENARIO;
const context = JSON.parse(process.env.MCP_CONFORMANCE_CONTEXT ?? '{}');
const mock = process.argv.at(-1);

// These mock servers know no way to begin: they want clients that take the revision for granted.
const withoutBeginning = ['http-standard-headers', 'http-custom-headers',
  'http-invalid-tool-headers', 'sep-2322-client-request-state'];

const info = { name: 'shim', version: '1.0.0' };
const capabilities = { elicitation: {} };
const confirm = async () => ({ action: 'accept', content: { confirmed: true } });

async function modernClient(url, requestInit) {
  const versionNegotiation = { mode: { pin: '2026-07-28' } };
  const client = new Client(info, { capabilities, versionNegotiation });
  client.setRequestHandler('elicitation/create', confirm);
  await client.connect(new StreamableHTTPClientTransport(url, { requestInit }));
  return client;
}

async function firstClient(url, requestInit) {
  const client = new ClientV1(info, { capabilities });
  client.setRequestHandler(ElicitRequestSchema, confirm);
  await client.connect(new TransportV1(url, { requestInit }));
  return client;
}

const call = (client, name, args = {}) => client.callTool({ name, arguments: args });
const attempt = (asked) => asked.catch((error) => console.error(`refused: ${error.message}`));

// What each scenario has a client do. A tool that the mock does not offer is not called.
const scripts = {
  'initialize': (client) => client.listTools(),
  'request-metadata': (client) => client.listTools(),
  'json-schema-ref-no-deref': (client) => client.listTools(),

  async 'tools_call'(client) {
    await client.listTools();
    await call(client, 'add_numbers', { a: 5, b: 3 });
  },

  async 'sse-retry'(client) {
    await client.listTools();
    await call(client, 'test_reconnection');
  },

  async 'http-standard-headers'(client) {
    const { tools: [tool] } = await client.listTools();
    await attempt(call(client, tool.name));
    const { resources: [resource] } = await client.listResources();
    await attempt(client.readResource({ uri: resource.uri }));
    const { prompts: [prompt] } = await client.listPrompts();
    await attempt(client.getPrompt({ name: prompt.name, arguments: {} }));
  },

  async 'http-custom-headers'(client) {
    await client.listTools();
    for (const { name, arguments: args } of context.toolCalls)
      await attempt(call(client, name, args));
  },

  async 'http-invalid-tool-headers'(client) {
    const { tools } = await client.listTools();
    for (const { name } of tools)
      await attempt(call(client, name, { region: 'us-west1' }));
  },

  async 'json-schema-2020-12-preservation'(client) {
    const { tools } = await client.listTools();
    const { inputSchema } = tools.find(({ name }) => name === 'json_schema_2020_12_tool');
    await call(client, 'json_schema_echo', { schema: inputSchema });
  },

  async 'sep-2322-client-request-state'(client) {
    await client.listTools();
    for (const name of ['test_mrtr_echo_state', 'test_mrtr_no_state', 'test_mrtr_unrelated',
      'test_mrtr_no_result_type'])
      await attempt(call(client, name));
  },
};

const discovery = withoutBeginning.includes(scenario) ? await startDiscovery(mock) : undefined;
const gateway = await startGatewayFor('--url', discovery?.url ?? mock);
try {
  const connect = process.env.SHIM_CLIENT === 'v1' ? firstClient : modernClient;
  const client = await connect(new URL(gateway.endpoint),
    { headers: { Authorization: `Bearer ${gateway.token}` } });
  await scripts[scenario](client);
  await client.close();
} finally {
  await gateway.stop();
  await discovery?.stop();
}
process.exit(0);
