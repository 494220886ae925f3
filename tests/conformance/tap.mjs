// A proxy on loopback that lets everything pass as it is, and shows each JSON-RPC message to an
// observer. In front of the gateway it adds the token that the suites cannot send; Host and Origin
// stay what the client sent, so that the gateway judges them. Streams pass chunk by chunk, and an
// end on one side ends the other.
import { once } from 'node:events';
import { createServer, request as ask } from 'node:http';
import { StringDecoder } from 'node:string_decoder';

// Calls `take` with the data of each event of a stream that arrives in pieces.
export function eventReader(take) {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  let data = [];
  return (chunk) => {
    const lines = (rest + decoder.write(chunk)).split(/\r\n|\n|\r(?!$)/);
    rest = lines.pop();
    for (const line of lines) {
      if (line === '' && data.length > 0) {
        take(data.join('\n'));
        data = [];
      } else if (line.startsWith('data:')) {
        data.push(line.slice('data:'.length).replace(/^ /, ''));
      }
    }
  };
}

function messagesOf(text) {
  if (text.trim() === '')
    return [];
  try {
    return [JSON.parse(text)].flat();
  } catch {
    return [{ unreadable: text }];
  }
}

function collector(take) {
  const chunks = [];
  return { more: (chunk) => chunks.push(chunk), end: () => take(Buffer.concat(chunks).toString()) };
}

// What reads a response, by its media type. Problem documents and pages are no messages.
function responseReader(type, take) {
  if (type?.startsWith('text/event-stream'))
    return { more: eventReader(take), end() {} };
  if (type?.startsWith('application/json'))
    return collector(take);
  return { more() {}, end() {} };
}

function withToken(rawHeaders, token) {
  return token ? [...rawHeaders, 'Authorization', `Bearer ${token}`] : rawHeaders;
}

// Starts a tap in front of `target`. For each exchange, `observe(exchange)` may return an object
// with fromClient(message) and fromServer(message).
export async function startTap(target, { token, observe = () => ({}) } = {}) {
  const to = new URL(target);

  const pass = (request, reply) => {
    const exchange = { method: request.method, headers: request.headers };
    const watcher = observe(exchange) ?? {};
    const asked = collector((text) => {
      for (const message of messagesOf(text))
        watcher.fromClient?.(message);
    });
    const onward = ask({ host: to.hostname, port: to.port, path: to.pathname + to.search,
      method: request.method, headers: withToken(request.rawHeaders, token), agent: false });
    onward.on('response', (answer) => {
      exchange.status = answer.statusCode;
      exchange.answered = answer.headers;
      const reader = responseReader(answer.headers['content-type'], (text) => {
        for (const message of messagesOf(text))
          watcher.fromServer?.(message);
      });
      reply.writeHead(answer.statusCode, answer.rawHeaders);
      reply.flushHeaders();
      answer.on('data', (chunk) => {
        reader.more(chunk);
        reply.write(chunk);
      });
      answer.on('end', () => {
        reader.end();
        reply.end();
      });
      answer.on('error', () => reply.destroy());
    });
    onward.on('error', () => reply.destroy());
    reply.on('close', () => onward.destroy());
    request.on('data', (chunk) => {
      asked.more(chunk);
      onward.write(chunk);
    });
    request.on('end', () => {
      asked.end();
      onward.end();
    });
  };

  const server = createServer({ keepAlive: true, requestTimeout: 0 }, pass);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${server.address().port}/mcp`,
    async stop() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close').catch(() => {});
    },
  };
}
