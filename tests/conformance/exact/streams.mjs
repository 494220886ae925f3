// What a server says beside its results: progress, logs, changes; and that it hears of a call that
// was given up.
import assert from 'node:assert/strict';

import { eventually } from '../../clients/places.mjs';
import * as content from '../fixture/content.mjs';

const logLevelKey = 'io.modelcontextprotocol/logLevel';
const subscriptionKey = 'io.modelcontextprotocol/subscriptionId';
const watched = 'test://watched-resource';

function progress(holds) {
  holds('progress comes in its order, before the result', async (talk) => {
    const from = talk.heard.length;
    const reported = [];
    await talk.call('test_tool_with_progress', {}, { onprogress: (one) => reported.push(one) });
    const said = talk.since(from);
    const steps = said.filter(({ method }) => method === 'notifications/progress');
    const result = said.find((one) => 'result' in one);
    assert.deepEqual(steps.map(({ params: { progressToken: _, ...rest } }) => rest),
      content.progressSteps.map((step) =>
        ({ progress: step, total: 100, message: `Completed step ${step} of 100` })));
    assert.equal(new Set(steps.map(({ params }) => params.progressToken)).size, 1);
    assert.ok(said.indexOf(steps.at(-1)) < said.indexOf(result));
    assert.equal(new Set([...steps, result].map(({ exchange }) => exchange)).size, 1,
      'on more than one stream');
    assert.deepEqual(reported.map((one) => one.progress), content.progressSteps);
  });

  holds('without a token there is no progress', async (talk) => {
    const from = talk.heard.length;
    await talk.call('test_tool_with_progress');
    assert.deepEqual(talk.notifications('notifications/progress', from), []);
  });
}

// The level is the session's in the legacy era, and the request's since.
async function callAtLevel(talk, level) {
  const from = talk.heard.length;
  const params = { name: 'test_tool_with_logging', arguments: {} };
  if (talk.isModern)
    params._meta = { [logLevelKey]: level };
  else
    await talk.ask('logging/setLevel', { level });
  await talk.result('tools/call', params);
  const said = talk.since(from);
  const lines = said.filter(({ method }) => method === 'notifications/message');
  return { lines, said };
}

function logging(holds) {
  holds('log lines come in their order, before the result', async (talk) => {
    const { lines, said } = await callAtLevel(talk, 'info');
    assert.deepEqual(lines.map(({ params: { level, data } }) => [level, data]),
      content.logLines.map((line) => ['info', line]));
    const result = said.findLastIndex((one) => 'result' in one);
    assert.ok(said.indexOf(lines.at(-1)) < result);
  });

  holds('log lines below the level do not come', async (talk) => {
    const { lines } = await callAtLevel(talk, 'error');
    assert.deepEqual(lines, []);
  });
}

// Watches what changes; returns how to stop.
async function watch(talk) {
  if (!talk.isModern) {
    await talk.ask('resources/subscribe', { uri: watched });
    return () => talk.ask('resources/unsubscribe', { uri: watched });
  }
  const subscription = await talk.listen({ toolsListChanged: true, promptsListChanged: true,
    resourceSubscriptions: [watched] });
  return () => subscription.close();
}

function changes(holds) {
  const heardOf = async (talk, tool, method) => {
    const stop = await watch(talk);
    const from = talk.heard.length;
    try {
      await talk.call(tool);
      await talk.hears(method, from);
    } finally {
      await stop(); // what is left open would be heard by those that come after
    }
    return talk.notifications(method, from);
  };

  holds('the client hears that a resource changed', async (talk) => {
    const [{ params }] = await heardOf(talk, 'test_touch_watched_resource',
      'notifications/resources/updated');
    assert.equal(params.uri, watched);
    assert.equal(params._meta?.[subscriptionKey] !== undefined, talk.isModern);
  });

  for (const [kind, key] of [['tool', 'tools'], ['prompt', 'prompts']])
    holds(`the client hears that the list of ${key} changed, and sees the new one`,
      async (talk) => {
        await heardOf(talk, `test_trigger_${kind}_change`, `notifications/${key}/list_changed`);
        const listed = await talk.list(`${key}/list`, key);
        const { description } = listed.find(({ name }) => name === `test_changing_${kind}`);
        assert.match(description, /^Changed [1-9]\d* times$/);
      });

  holds('the client hears no more of what it gave up', async (talk) => {
    const stop = await watch(talk);
    await stop();
    const from = talk.heard.length;
    await talk.call('test_touch_watched_resource');
    await talk.call('test_simple_text');
    assert.deepEqual(talk.notifications('notifications/resources/updated', from), []);
  });
}

function cancelling(holds) {
  const counts = async (talk) =>
    JSON.parse((await talk.call('test_cancellations')).content[0].text);

  holds('a server hears that a call was given up', async (talk) => {
    const { cancelled } = await counts(talk);
    const abort = new AbortController();
    const call = talk.ask('tools/call', { name: 'test_wait_for_cancellation', arguments: {} },
      { signal: abort.signal }).catch((error) => error);
    await eventually('the call at the server', async () => (await counts(talk)).waiting > 0, 4_000);
    abort.abort();
    await call;
    await eventually('the cancellation at the server',
      async () => (await counts(talk)).cancelled > cancelled, 4_000);
  });
}

export function streams(holds) {
  progress(holds);
  logging(holds);
  changes(holds);
  cancelling(holds);
}
