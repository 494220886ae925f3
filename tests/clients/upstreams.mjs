// Published MCP servers: the command lines of those that speak stdio, and one over HTTP.
import { spawn } from 'node:child_process';
import { once } from 'node:events';

import { answers, eventually, freePort, modulePath } from './places.mjs';

function server(name, ...args) {
  const script = modulePath(`@modelcontextprotocol/server-${name}/dist/index.js`);
  return [process.execPath, script, ...args];
}

export const everythingCommand = () => server('everything', 'stdio');
export const filesystemCommand = (folder) => server('filesystem', folder);
export const memoryCommand = () => server('memory');

// A server of ours whose tools do what servers should not.
export const mischiefCommand = () => [process.env.GATEHOUSE, '--sample-server', '--mischief'];

export async function everythingOverHttp(port) {
  port ??= await freePort();
  const [program, ...args] = server('everything', 'streamableHttp');
  const env = { ...process.env, PORT: String(port) };
  const child = spawn(program, args, { env, stdio: 'ignore' });
  const url = `http://127.0.0.1:${port}/mcp`;
  await eventually(`server-everything on port ${port}`, () => answers(url));
  const gone = once(child, 'exit');
  const stop = async () => {
    child.kill('SIGKILL');
    await gone;
  };
  const freeze = () => child.kill('SIGSTOP');
  const thaw = () => child.kill('SIGCONT');
  return { url, port, stop, freeze, thaw };
}
