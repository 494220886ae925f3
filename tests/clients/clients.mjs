// Real MCP clients behind one face: connect, list, call, close. Each is a published package; none
// knows that it talks to a gateway.
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

import { Client as ClientV1 } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import * as httpV1 from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import * as v2 from '@modelcontextprotocol/client';
import { StdioClientTransport as StdioV2 } from '@modelcontextprotocol/client/stdio';

import { modulePath } from './places.mjs';

const run = promisify(execFile);
const self = { version: '1.0.0' };

function withSdk(name, client, transport) {
  return {
    name,
    async connect() {
      await client.connect(transport);
      return this;
    },
    async list() {
      return (await client.listTools()).tools;
    },
    call: (tool, args = {}) => client.callTool({ name: tool, arguments: args }),
    sessionId: () => transport.sessionId,
    close: () => client.close(),
  };
}

function overHttp({ StreamableHTTPClientTransport: Transport }, url, token) {
  const headers = { Authorization: `Bearer ${token}` };
  return new Transport(new URL(url), { requestInit: { headers } });
}

// The SDK of most clients in the field: protocol 2025-11-25.
export function sdkV1(url, token) {
  const client = new ClientV1({ name: 'sdk-v1', ...self });
  return withSdk('sdk v1', client, overHttp(httpV1, url, token));
}

// The SDK's second generation. `mode` chooses the era: legacy, auto, or { pin: revision }.
export function sdkV2(url, token, mode = 'legacy') {
  const client = new v2.Client({ name: 'sdk-v2', ...self }, { versionNegotiation: { mode } });
  return withSdk('sdk v2', client, overHttp(v2, url, token));
}

// As a client that looks for the stateless protocol first.
export function sdkV2Auto(url, token) {
  return sdkV2(url, token, 'auto');
}

// mcp-remote makes a stdio server of an HTTP one; the v1 SDK drives it.
export function mcpRemote(url, token) {
  const client = new ClientV1({ name: 'mcp-remote-user', ...self });
  const transport = new StdioClientTransport({
    command: process.execPath,
    args: [modulePath('mcp-remote/dist/proxy.js'), url, '--allow-http', '--transport', 'http-only',
      '--header', 'Authorization:${AUTHORIZATION}'],
    env: { ...process.env, AUTHORIZATION: `Bearer ${token}` },
    stderr: 'ignore',
  });
  return withSdk('mcp-remote', client, transport);
}

const connectCommand = (url, token) => ({
  command: process.env.GATEHOUSE,
  args: ['connect', url],
  env: { ...process.env, GATEHOUSE_TOKEN: token },
  stderr: 'ignore',
});

// Our own bridge from stdio, driven by the v1 SDK.
export function bridged(url, token) {
  const client = new ClientV1({ name: 'bridged', ...self });
  return withSdk('bridged', client, new StdioClientTransport(connectCommand(url, token)));
}

// The same driven by the second generation; `mode` chooses the era.
export function bridgedV2(url, token, mode = 'legacy') {
  const client = new v2.Client({ name: 'bridged', ...self }, { versionNegotiation: { mode } });
  return withSdk('bridged v2', client, new StdioV2(connectCommand(url, token)));
}

// The Inspector's command line: a process, a session and an answer for each request.
export function inspector(url, token) {
  const launcher = modulePath('@modelcontextprotocol/inspector/clients/launcher/build/index.js');
  const ask = async (method, ...more) => {
    // It exits with an error after a result that is one; the result is printed all the same.
    const { stdout } = await run(process.execPath, [launcher, '--cli', url, '--transport', 'http',
      '--header', `Authorization: Bearer ${token}`, '--method', method, '--format', 'json',
      '--quiet', ...more]).catch((error) => (error.stdout ? error : Promise.reject(error)));
    return JSON.parse(stdout).result;
  };
  return {
    name: 'inspector',
    async connect() {
      return this;
    },
    list: async () => (await ask('tools/list')).tools,
    call: (tool, args = {}) => ask('tools/call', '--tool-name', tool,
      ...Object.entries(args).flatMap(([key, value]) => ['--tool-arg', `${key}=${value}`])),
    async close() {},
  };
}
