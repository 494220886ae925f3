// What a server asks in the middle of a call reaches the client as it was put, and the answer
// reaches the server, in whichever way of asking each of them has.
import assert from 'node:assert/strict';

import { text } from '../fixture/content.mjs';
import { bare } from './conversation.mjs';
import { roots } from './parties.mjs';

const accept = (content) => () => ({ action: 'accept', content });

// Calls a tool that asks; returns what it said in the end and what it had asked.
async function called(talk, name, args, elicit) {
  const from = talk.heard.length;
  talk.answers.elicit = elicit;
  const result = bare(await talk.call(name, args));
  return { said: result.content, questions: talk.questions(from) };
}

function sampling(holds) {
  holds('a server gets a completion of the client', async (talk) => {
    const { said, questions } = await called(talk, 'test_sampling', { prompt: 'Say "pong" – ü' });
    assert.deepEqual(questions, [{ method: 'sampling/createMessage', params: {
      messages: [{ role: 'user', content: text('Say "pong" – ü') }], maxTokens: 100 } }]);
    assert.deepEqual(said, [text('LLM response: pong')]);
  });

  holds('a server gets the roots of the client', async (talk) => {
    const { said, questions } = await called(talk, 'test_input_required_result_list_roots');
    assert.deepEqual(questions.map(({ method }) => method), ['roots/list']);
    assert.deepEqual(said, [text(
      `The client has ${roots.length} root(s): ${roots.map(({ uri }) => uri).join(', ')}`)]);
  });
}

function eliciting(holds) {
  for (const [action, content] of [['accept', { response: 'ü 😀' }], ['decline'], ['cancel']])
    holds(`a server learns that the user chose to ${action}`, async (talk) => {
      const { said, questions } = await called(talk, 'test_elicitation', { message: 'Well?' },
        () => ({ action, ...(content && { content }) }));
      assert.deepEqual(questions, [{ method: 'elicitation/create', params: {
        mode: 'form', message: 'Well?', requestedSchema: { type: 'object',
          properties: { response: { type: 'string' } }, required: ['response'] } } }]);
      assert.deepEqual(said,
        [text(`User response: action=${action}, content=${JSON.stringify(content ?? {})}`)]);
    });

  holds('default values are put to the user as they are', async (talk) => {
    const { questions: [{ params: { requestedSchema: { properties } } }] } =
      await called(talk, 'test_elicitation_sep1034_defaults', {}, accept({}));
    assert.deepEqual(Object.entries(properties).map(([key, one]) => [key, one.default]),
      [['name', 'John Doe'], ['age', 30], ['score', 95.5], ['status', 'active'],
        ['verified', true]]);
  });

  holds('choices are put to the user as they are', async (talk) => {
    const { questions: [{ params: { requestedSchema: { properties } } }] } =
      await called(talk, 'test_elicitation_sep1330_enums', {}, accept({}));
    assert.deepEqual(Object.keys(properties),
      ['untitledSingle', 'titledSingle', 'legacyEnum', 'untitledMulti', 'titledMulti']);
    assert.deepEqual(properties.legacyEnum.enumNames, ['Option One', 'Option Two', 'Option Three']);
    assert.deepEqual(properties.titledMulti.items.anyOf[2],
      { const: 'value3', title: 'Third Choice' });
  });

  holds('the user is sent to a page', async (talk) => {
    const { said, questions: [{ method, params }] } =
      await called(talk, 'test_elicitation_url', {}, () => ({ action: 'accept' }));
    assert.equal(method, 'elicitation/create');
    assert.equal(params.mode, 'url');
    assert.equal(params.url, 'https://example.org/sign-in');
    assert.equal(params.message, 'Please sign in');
    assert.deepEqual(said, [text('Elicitation by URL: action=accept')]);
  });
}

function rounds(holds) {
  holds('a server asks three things at once', async (talk) => {
    const { said, questions } = await called(talk, 'test_input_required_result_multiple_inputs',
      {}, accept({ name: 'Ada' }));
    assert.deepEqual(questions.map(({ method }) => method).sort(),
      ['elicitation/create', 'roots/list', 'sampling/createMessage']);
    assert.deepEqual(said, [text(`pong Ada, ${roots.length} root(s)`)]);
  });

  holds('a server asks twice, and keeps its state between', async (talk) => {
    const { said, questions } = await called(talk, 'test_input_required_result_multi_round', {},
      ({ message }) => accept(message.startsWith('Step 1') ? { name: 'Ada' } : { color: 'red' })());
    assert.equal(questions.length, 2);
    assert.deepEqual(said, [text('Ada likes red')]);
  });

  holds('the state of a server comes back to it', async (talk) => {
    const { said } = await called(talk, 'test_input_required_result_request_state', {},
      accept({ ok: true }));
    assert.deepEqual(said, [text('state-ok: the state came back')]);
  });

  holds('a server knows what the client can answer', async (talk) => {
    const { said, questions } = await called(talk, 'test_input_required_result_capabilities', {},
      accept({ name: 'Ada' }));
    assert.equal(questions.length, 3);
    assert.deepEqual(said, [text('The questions were answered')]);
  });

  holds('a prompt may ask', async (talk) => {
    talk.answers.elicit = accept({ context: 'tea' });
    const { messages } = await talk.result('prompts/get',
      { name: 'test_input_required_result_prompt', arguments: {} });
    assert.deepEqual(messages,
      [{ role: 'user', content: text('Use the following context: tea') }]);
  });
}

export function asking(holds) {
  sampling(holds);
  eliciting(holds);
  rounds(holds);
}
