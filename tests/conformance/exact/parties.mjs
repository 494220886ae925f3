// Real clients behind one face, which differ in SDK and era. What they are told is read from the
// wire, before an SDK leaves anything out.
import { Client as ClientV1 } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport as TransportV1 }
  from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import * as typesV1 from '@modelcontextprotocol/sdk/types.js';
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';

const info = { name: 'exact', version: '1.0.0' };
const capabilities = { sampling: {}, elicitation: { form: {}, url: {} }, roots: {} };
const timeout = 15_000;

export const completion = { role: 'assistant', content: { type: 'text', text: 'pong' },
  model: 'none', stopReason: 'endTurn' };
export const roots = [{ uri: 'file:///tmp/one', name: 'one' }, { uri: 'file:///tmp/two' }];

// How a client answers; a test may change what the user says.
class Answers {
  elicit = () => ({ action: 'decline' });
  'sampling/createMessage' = async () => completion;
  'elicitation/create' = async ({ params }) => this.elicit(params);
  'roots/list' = async () => ({ roots });
}

const asked = ['sampling/createMessage', 'elicitation/create', 'roots/list'];

export async function firstSdk(url) {
  const client = new ClientV1(info, { capabilities });
  const answers = new Answers();
  const schemas = [typesV1.CreateMessageRequestSchema, typesV1.ElicitRequestSchema,
    typesV1.ListRootsRequestSchema];
  asked.forEach((method, at) => client.setRequestHandler(schemas[at], answers[method]));
  await client.connect(new TransportV1(new URL(url)));
  return {
    answers,
    isModern: false,
    ask: (method, params = {}, options = {}) =>
      client.request({ method, params }, typesV1.ResultSchema, { timeout, ...options }),
    close: () => client.close(),
  };
}

// Those that may be asked something before they answer, which a bare request does not do.
const verbs = { 'tools/call': 'callTool', 'prompts/get': 'getPrompt',
  'resources/read': 'readResource' };

async function secondSdk(url, mode) {
  const client = new Client(info, { capabilities, versionNegotiation: { mode } });
  const answers = new Answers();
  for (const method of asked)
    client.setRequestHandler(method, answers[method]);
  await client.connect(new StreamableHTTPClientTransport(new URL(url)));
  return {
    answers,
    isModern: mode !== 'legacy',
    ask(method, params = {}, options = {}) {
      const with_ = { timeout, cacheMode: 'bypass', ...options };
      return method in verbs
        ? client[verbs[method]](params, with_)
        : client.request({ method, params }, with_);
    },
    listen: (filter) => client.listen(filter, { timeout }),
    close: () => client.close(),
  };
}

export const parties = {
  'v1': firstSdk,
  'v2 legacy': (url) => secondSdk(url, 'legacy'),
  'v2 modern': (url) => secondSdk(url, { pin: '2026-07-28' }),
};
