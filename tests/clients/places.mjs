// Where things are, and free ports.
import { once } from 'node:events';
import { createServer } from 'node:net';
import { join } from 'node:path';

export const here = import.meta.dirname;

export function modulePath(path) {
  return join(here, 'node_modules', path);
}

export async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}

// Asks `attempt` until it answers true. The deadline is for a broken machine; a pass never waits
// for it.
export async function eventually(what, attempt, deadline = 30_000) {
  const end = Date.now() + deadline;
  while (Date.now() < end) {
    if (await attempt())
      return;
    await new Promise((resume) => setTimeout(resume, 20));
  }
  throw new Error(`${what}: not within ${deadline} ms`);
}

export const answers = (url) => fetch(url).then((reply) => reply.status < 500, () => false);
