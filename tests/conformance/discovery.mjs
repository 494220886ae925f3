// Stands in front of a mock server that has no way to begin a conversation, and answers the
// server/discover that a client has to begin with. All else goes to the mock.
import { once } from 'node:events';
import { createServer } from 'node:http';

const discovered = {
  resultType: 'complete',
  supportedVersions: ['2026-07-28'],
  capabilities: { tools: {}, resources: {}, prompts: {} },
  ttlMs: 0,
  cacheScope: 'private',
  _meta: { 'io.modelcontextprotocol/serverInfo': { name: 'mock', version: '1.0.0' } },
};

async function bodyOf(request) {
  const chunks = [];
  for await (const chunk of request)
    chunks.push(chunk);
  return Buffer.concat(chunks);
}

export async function startDiscovery(mock) {
  const server = createServer(async (request, reply) => {
    const body = await bodyOf(request);
    const message = body.length > 0 ? JSON.parse(body) : {};
    if (message.method === 'server/discover') {
      reply.writeHead(200, { 'Content-Type': 'application/json' });
      reply.end(JSON.stringify({ jsonrpc: '2.0', id: message.id, result: discovered }));
      return;
    }
    const { host, connection, 'content-length': _, ...headers } = request.headers;
    const answer = await fetch(mock, { method: request.method, headers,
      ...(body.length > 0 && { body }) });
    reply.writeHead(answer.status, { 'Content-Type': answer.headers.get('content-type') ?? '' });
    for await (const chunk of answer.body ?? [])
      reply.write(chunk);
    reply.end();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${server.address().port}/mcp`,
    stop() {
      server.closeAllConnections();
      server.close();
    },
  };
}
