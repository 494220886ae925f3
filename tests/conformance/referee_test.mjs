// The referee itself: it sees what is wrong, and changes nothing that passes through it.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, request } from 'node:http';
import { after, before, describe, it } from 'node:test';

import { judge, readSummary } from './report.mjs';
import { eventReader, startTap } from './tap.mjs';
import { WireCheck } from './wire_check.mjs';

const versionKey = 'io.modelcontextprotocol/protocolVersion';
const rpc = (message) => ({ jsonrpc: '2.0', ...message });
const answer = (result) => rpc({ id: 1, result });

// The faults of what the server says after `asked`.
function faultsOf(asked, ...said) {
  const check = new WireCheck('server');
  const talk = check.observe({ method: 'POST', headers: {} });
  if (asked)
    talk.fromClient(rpc({ id: 1, ...asked }));
  for (const message of said)
    talk.fromServer(message);
  assert.equal(check.checked, said.length);
  return check.violations.flatMap(({ faults }) => faults);
}

const list = { method: 'tools/list' };
const modernList = { ...list, params: { _meta: { [versionKey]: '2026-07-28' } } };
const tool = { name: 'a', inputSchema: { type: 'object' } };
const complete = { resultType: 'complete', ttlMs: 0, cacheScope: 'private' };

describe('the check of messages', () => {
  it('passes what is right in either era', () => {
    assert.deepEqual(faultsOf(list, answer({ tools: [tool], unknown: 1 })), []);
    assert.deepEqual(faultsOf(modernList, answer({ ...complete, tools: [tool] })), []);
    assert.deepEqual(faultsOf(list, rpc({ id: 1, error: { code: -1, message: 'no' } })), []);
    assert.deepEqual(faultsOf(list, rpc({ method: 'notifications/tools/list_changed' })), []);
  });

  for (const [what, asked, said] of [
    ['a result of another method', list, answer({ prompts: [] })],
    ['a tool without a schema', list, answer({ tools: [{ name: 'a' }] })],
    ['a modern result without its type', modernList, answer({ tools: [] })],
    ['a result that says too little of what it asks', modernList,
      answer({ resultType: 'input_required', inputRequests: { a: { method: 'no/such' } } })],
    ['an answer to nothing', undefined, answer({ tools: [] })],
    ['an error whose id is null', list, rpc({ id: null, error: { code: -1, message: 'no' } })],
    ['a method that there is not', undefined, rpc({ method: 'notifications/no_such' })],
    ['a request in a stream of the modern era', modernList,
      rpc({ id: 2, method: 'roots/list' })],
    ['a notification with an id', list, rpc({ id: 2, method: 'notifications/message',
      params: { level: 'info', data: 1 } })],
    ['what is no JSON', list, { unreadable: '{' }],
  ])
    it(`sees ${what}`, () => assert.notDeepEqual(faultsOf(asked, said), []));

  it('knows a session over several exchanges', () => {
    const check = new WireCheck('server');
    const headers = { 'mcp-session-id': 's' };
    check.observe({ method: 'POST', headers }).fromClient(rpc({ id: 1, ...list }));
    check.observe({ method: 'GET', headers }).fromServer(answer({ tools: [tool] }));
    assert.deepEqual(check.violations, []);
  });
});

describe('the judgement of a set', () => {
  const scenarios = readSummary('=== SUMMARY ===\n✓ good: 2 passed, 0 failed\n'
    + '✗ bad: 1 passed, 1 failed\n✓ empty: 0 passed, 0 failed\n✗ later: 0 passed, 1 failed\n'
    + '\nNot scored:\n  ✗ later (pending)\n');
  const wrong = (expected) =>
    judge(scenarios, expected).filter((one) => one.wrong).map(({ name }) => name);

  it('is content when exactly the listed ones fail', () =>
    assert.deepEqual(wrong(['bad', 'empty']), []));
  it('sees what fails and is not listed', () => assert.deepEqual(wrong([]), ['bad', 'empty']));
  it('sees what is listed and passes, or is not there', () =>
    assert.deepEqual(wrong(['bad', 'empty', 'good', 'gone']), ['good', 'gone']));
  it('sees that another check fails than the listed one', () => {
    const checks = new Map([['bad', [{ id: 'one', status: 'FAILURE' },
      { id: 'two', status: 'SUCCESS' }]]]);
    const wrongWith = (...entries) => judge(scenarios, ['empty', ...entries], checks)
      .filter((one) => one.wrong).map(({ name }) => name);
    assert.deepEqual(wrongWith('bad:one'), []);
    assert.deepEqual(wrongWith('bad:two'), ['bad']);
    assert.deepEqual(wrongWith('bad:one', 'bad:two'), ['bad']);
  });
});

describe('the tap', () => {
  let target;
  let tap;
  let seen;
  let heard;
  let closed;

  before(async () => {
    target = createServer((asked, reply) => {
      seen = asked;
      closed = once(reply, 'close');
      reply.writeHead(200, { 'Content-Type': 'text/event-stream' });
      reply.write('data: {"jsonrpc":"2.0",\ndata: "method":"first"}\n\n');
    }).listen(0, '127.0.0.1');
    await once(target, 'listening');
    tap = await startTap(`http://127.0.0.1:${target.address().port}/there`, { token: 'secret',
      observe: () => ({ fromServer: (message) => { heard = message; } }) });
  });
  after(async () => {
    await tap.stop();
    target.close();
  });

  it('adds the token, keeps Host and Origin, passes a stream on and its end back', async () => {
    const { port } = new URL(tap.url);
    const headers = { Host: 'evil.example', Origin: 'http://evil.example' };
    const asked = request({ host: '127.0.0.1', port, method: 'POST', headers, agent: false });
    asked.end('{}');
    const [reply] = await once(asked, 'response');
    const [chunk] = await once(reply, 'data');
    assert.match(chunk.toString(), /first/);
    assert.equal(heard.method, 'first');
    assert.equal(seen.url, '/there');
    assert.equal(seen.headers.host, 'evil.example');
    assert.equal(seen.headers.origin, 'http://evil.example');
    assert.equal(seen.headers.authorization, 'Bearer secret');
    asked.destroy();
    await closed;
  });

  it('reads events however they are cut', () => {
    const taken = [];
    const read = eventReader((data) => taken.push(data));
    const stream = ': a comment\r\nid: 1\r\ndata: ü\r\ndata:b\r\n\r\nevent: x\n\ndata: c\n\n';
    for (const byte of Buffer.from(stream))
      read(Buffer.from([byte]));
    assert.deepEqual(taken, ['ü\nb', 'c']);
  });
});
