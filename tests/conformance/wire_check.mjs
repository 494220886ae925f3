// Holds every message of one side to the JSON schema of the protocol's revision: requests and
// notifications to the definition of their method, results to the result of the method that they
// answer. Revisions before 2025-11-25 are held to that one, which has all they had.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import Ajv2020 from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';

const versionKey = 'io.modelcontextprotocol/protocolVersion';
const sessionHeader = 'mcp-session-id';

// The schema of one revision, and which definition a message has to fulfil.
class Revision {
  #ajv = addFormats(new Ajv2020({ strict: false, allErrors: true, validateFormats: true }));
  #defs;
  #compiled = new Map();
  #byMethod = new Map();

  constructor(name) {
    const path = join(import.meta.dirname, 'schema', `schema-${name}.json`);
    const schema = JSON.parse(readFileSync(path, 'utf8'));
    this.#defs = schema.$defs;
    this.#ajv.addSchema(schema, 'mcp');
    for (const [definition, { properties }] of Object.entries(schema.$defs)) {
      const method = properties?.method?.const;
      if (method !== undefined && !this.#byMethod.has(method))
        this.#byMethod.set(method, definition);
    }
  }

  knows = (method) => this.#byMethod.has(method);

  // Returns what is wrong with `value` as `definition`, an empty list if nothing is.
  faults(definition, value) {
    if (!this.#compiled.has(definition))
      this.#compiled.set(definition, this.#ajv.compile({ $ref: `mcp#/$defs/${definition}` }));
    const validate = this.#compiled.get(definition);
    return validate(value) ? [] : validate.errors.map(({ instancePath, message }) =>
      `${definition}: ${instancePath || 'it'} ${message}`);
  }

  // The result of a method. Where there is no definition the result is empty.
  resultFaults(method, result) {
    if (result?.resultType === 'input_required')
      return this.faults('InputRequiredResult', result);
    const request = this.#byMethod.get(method);
    if (request === undefined)
      return [`a result for '${method}', which this revision does not have`];
    const name = request.replace(/Request$/, 'Result');
    return this.faults(name in this.#defs ? name : 'EmptyResult', result);
  }

  callFaults(message) {
    const definition = this.#byMethod.get(message.method);
    if (definition === undefined)
      return [`'${message.method}' is no method of this revision`];
    const isRequest = definition.endsWith('Request');
    if (isRequest !== ('id' in message))
      return [`${definition}: it ${isRequest ? 'has no' : 'has an'} id`];
    return this.faults(definition, message);
  }
}

const modern = '2026-07-28';
const revisions = { legacy: new Revision('2025-11-25'), modern: new Revision(modern) };

// What a session of the legacy era, or one exchange since then, remembers of its requests.
class Conversation {
  asked = { client: new Map(), server: new Map() };
}

const isAnswer = (message) => !('method' in message) && ('result' in message || 'error' in message);

export class WireCheck {
  violations = [];
  checked = 0;
  #side;
  #sessions = new Map();

  // `side` is whose messages are held to the schema: client or server.
  constructor(side) {
    this.#side = side;
  }

  observe = (exchange) => {
    const own = new Conversation();
    const see = (from, message) => {
      const talk = this.#conversation(exchange, own);
      exchange.isModern ||= exchange.headers['mcp-protocol-version'] === modern
        || message.params?._meta?.[versionKey] !== undefined;
      const revision = exchange.isModern ? 'modern' : 'legacy';
      const faults = this.#faults(talk, revision, from, message);
      if (from !== this.#side)
        return;
      ++this.checked;
      if (faults.length > 0)
        this.violations.push({ revision, faults: [...new Set(faults)], message, exchange });
    };
    return {
      fromClient: (message) => see('client', message),
      fromServer: (message) => see('server', message),
    };
  };

  #conversation(exchange, own) {
    const id = exchange.headers[sessionHeader] ?? exchange.answered?.[sessionHeader];
    if (id === undefined)
      return own;
    if (!this.#sessions.has(id))
      this.#sessions.set(id, own);
    return this.#sessions.get(id);
  }

  #faults(talk, era, from, message) {
    const revision = revisions[era];
    if ('unreadable' in message)
      return [`no JSON: ${message.unreadable.slice(0, 200)}`];
    const other = from === 'client' ? 'server' : 'client';
    if (!isAnswer(message)) {
      if ('id' in message && from === 'server' && era === 'modern')
        return ['a request of the server, which this revision does not have'];
      if ('id' in message)
        talk.asked[from].set(message.id, message.method);
      return revision.callFaults(message);
    }
    if ('error' in message)
      return revision.faults('JSONRPCErrorResponse', message);
    const method = talk.asked[other].get(message.id);
    if (method === undefined)
      return [`a result for request ${JSON.stringify(message.id)}, which was never made`];
    return [...revision.faults('JSONRPCResultResponse', message),
      ...revision.resultFaults(method, message.result)];
  }
}

// One line for each kind of fault, with a message that has it.
function describe(violations) {
  const kinds = new Map();
  for (const { revision, faults, message, exchange } of violations) {
    const key = `${revision}: ${faults.join('; ')}`;
    const known = kinds.get(key) ?? { times: 0, message, exchange };
    ++known.times;
    kinds.set(key, known);
  }
  return [...kinds].map(([key, { times, message, exchange }]) =>
    `${times} x ${key}\n      ${exchange.method} ${exchange.status ?? ''} `
    + JSON.stringify(message).slice(0, 400));
}

// Prints what `checks` saw; returns whether nothing broke a schema.
export function showWire(checks) {
  const violations = checks.flatMap((check) => describe(check.violations));
  const checked = checks.reduce((sum, check) => sum + check.checked, 0);
  if (checks.length > 0)
    console.log(`${checked} messages of the gateway held to their schema, `
      + `${violations.length} kinds of violation`);
  for (const violation of violations)
    console.log(`  ✗ ${violation}`);
  return violations.length === 0;
}
