// One client at one chain, and all that comes to it.
import assert from 'node:assert/strict';

import { eventually } from '../../clients/places.mjs';

const serverInfo = 'io.modelcontextprotocol/serverInfo';

// A result without what the modern era adds to every one.
export function bare({ resultType: _, ttlMs: __, cacheScope: ___, ...result }) {
  if (result._meta?.[serverInfo] === undefined)
    return result;
  const { [serverInfo]: ____, ...meta } = result._meta;
  const { _meta, ...rest } = result;
  return Object.keys(meta).length > 0 ? { ...rest, _meta: meta } : rest;
}

// The text of a result.
export const content = (result) => result.content.map((part) => part.text).join('');

export class Conversation {
  heard = [];
  #client;

  hear = (message, exchange) => this.heard.push({ ...message, exchange });

  join(client) {
    this.#client = client;
    this.isModern = client.isModern;
    this.answers = client.answers;
  }

  leave = () => this.#client?.close();
  ask = (...words) => this.#client.ask(...words);
  listen = (...words) => this.#client.listen(...words);

  // Asks, and returns the result as it stood on the wire.
  async result(method, params, options) {
    const from = this.heard.length;
    await this.ask(method, params, options);
    const last = this.since(from).findLast((message) => 'result' in message);
    assert.ok(last, `no result of ${method} on the wire`);
    return last.result;
  }

  call = (name, args = {}, options) =>
    this.result('tools/call', { name, arguments: args }, options);

  // Asks, and returns the error as it stood on the wire.
  async refusal(method, params) {
    const from = this.heard.length;
    await this.ask(method, params).catch(() => {});
    const error = this.since(from).findLast((message) => 'error' in message)?.error;
    assert.ok(error, `${method} was not refused`);
    return error;
  }

  // All pages of a list.
  async list(method, key) {
    const items = [];
    for (let cursor; ;) {
      const page = await this.result(method, cursor === undefined ? {} : { cursor });
      items.push(...page[key]);
      cursor = page.nextCursor;
      if (cursor === undefined)
        return items;
      assert.ok(items.length < 1_000, 'a list without an end');
    }
  }

  since = (from) => this.heard.slice(from);
  notifications = (method, from = 0) => this.since(from).filter((one) => one.method === method);

  // What the server asked since `from`, in the way of either era. The _meta is that of one hop.
  questions(from) {
    const asked = this.since(from).flatMap((message) => 'id' in message && 'method' in message
      ? [message]
      : Object.values(message.result?.inputRequests ?? {}));
    return asked.map(({ method, params: { _meta: _, ...params } = {} }) => ({ method, params }));
  }

  hears = (method, from) => eventually(`${method} on the wire`,
    () => this.notifications(method, from).length > 0, 3_000);
}
