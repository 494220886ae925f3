// mcp-proxy as a library, HTTP to HTTP, as its README shows; without what it can do without.
// usage: http_proxy.mjs PORT UPSTREAM-URL
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { Server } from '@modelcontextprotocol/server';
import { proxyServer, startHTTPServer } from 'mcp-proxy';

const [port, url] = process.argv.slice(2);
const client = new Client({ name: 'peer', version: '1' });
await client.connect(new StreamableHTTPClientTransport(new URL(url)));
const serverCapabilities = client.getServerCapabilities();

await startHTTPServer({
  createServer: async () => {
    const server = new Server(client.getServerVersion(), { capabilities: serverCapabilities });
    await proxyServer({ client, server, serverCapabilities });
    return server;
  },
  enableJsonResponse: true,
  eventStore: false,
  host: '127.0.0.1',
  port: Number(port),
  sseEndpoint: null,
});
