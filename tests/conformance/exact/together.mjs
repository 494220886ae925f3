// Two clients at once: a server's question goes to the one whose call caused it, and so do
// progress and log lines.
import assert from 'node:assert/strict';

import { content as parts } from './conversation.mjs';

const rounds = 5;

// Calls a tool that asks, several times at once; returns what the user was shown and what came.
async function askMuch(client, who) {
  const shown = [];
  client.answers.elicit = ({ message }) => {
    shown.push(message);
    return { action: 'accept', content: { response: `${message}, yes` } };
  };
  const messages = Array.from({ length: rounds }, (_, at) => `${who} ${at}`);
  const results = await Promise.all(messages.map((message) =>
    client.ask('tools/call', { name: 'test_elicitation', arguments: { message } })));
  return { messages, shown: shown.sort(), said: results.map((result) => parts(result)) };
}

async function progressOf(client) {
  const seen = [];
  await client.ask('tools/call', { name: 'test_tool_with_progress', arguments: {} },
    { onprogress: ({ progress }) => seen.push(progress) });
  return seen;
}

export function together(holds) {
  holds('each is asked what its own calls want to know', async (clients) => {
    const all = await Promise.all(clients.map((client, at) => askMuch(client, `client ${at}`)));
    for (const { messages, shown, said } of all) {
      assert.deepEqual(shown, messages);
      assert.deepEqual(said, messages.map((message) =>
        `User response: action=accept, content={"response":"${message}, yes"}`));
    }
  });

  holds('each sees the progress of its own call', async (clients) => {
    for (const seen of await Promise.all(clients.map(progressOf)))
      assert.deepEqual(seen, [0, 50, 100]);
  });
}
