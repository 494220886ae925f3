// What tools answer comes as it was sent, and so do their errors.
import assert from 'node:assert/strict';

import * as content from '../fixture/content.mjs';
import { bare } from './conversation.mjs';

const { text, image, audio, embedded } = content;
const modernOnly = ['resultType', 'ttlMs', 'cacheScope'];

const exact = {
  test_simple_text: { content: [text(content.simpleText)] },
  test_image_content: { content: [image] },
  test_audio_content: { content: [audio] },
  test_embedded_resource: {
    content: [embedded('test://embedded-resource', 'text/plain', content.embeddedText)] },
  test_multiple_content_types: { content: [text('Multiple content types test:'), image,
    embedded('test://mixed-content-resource', 'application/json', content.mixedJson)] },
  test_error_handling: { content: [text(content.errorText)], isError: true },
  test_structured_content: content.structured,
};

export function contents(holds) {
  for (const [name, wanted] of Object.entries(exact))
    holds(`${name} answers what the server sent`, async (talk) =>
      assert.deepEqual(bare(await talk.call(name)), wanted));

  holds('results carry what their era demands, and nothing of the other', async (talk) => {
    const result = await talk.call('test_simple_text');
    const present = modernOnly.filter((field) => field in result);
    assert.deepEqual(present, talk.isModern ? ['resultType'] : []);
    assert.equal(result.resultType, talk.isModern ? 'complete' : undefined);
  });

  holds('arguments arrive as they were written', async (talk) => {
    const args = { 'empty': {}, 'list': [1, -0.5, 1e21, null, true, []], 'text': 'ü \u2028 "\\" 😀',
      'with space': { deep: { deeper: [{}] } }, '': 'no name' };
    const { content: [{ text: echoed }] } = await talk.call('test_echo_arguments', args);
    assert.equal(echoed, JSON.stringify(args));
  });

  holds('a mebibyte of text comes whole', async (talk) => {
    const bytes = 1 << 20;
    const { content: [{ text: much }] } = await talk.call('test_large_text', { bytes });
    assert.equal(much.length, bytes);
    assert.match(much, /^x*$/);
  });

  holds('a JSON-RPC error of the server comes with its data', async (talk) =>
    assert.deepEqual(await talk.refusal('tools/call', { name: 'test_protocol_error' }), {
      code: -32602,
      message: 'Not with these parameters',
      data: { field: 'none', detail: { kept: true } },
    }));

  holds('a tool that there is not is refused', async (talk) => {
    const { code } = await talk.refusal('tools/call', { name: 'no_such_tool', arguments: {} });
    assert.equal(code, -32602);
  });

  holds('an answer comes though the server ended its stream', async (talk) =>
    assert.deepEqual(bare(await talk.call('test_reconnection')),
      { content: [text('Reconnection test completed successfully.')] }));

  holds('an argument with a header of its own arrives', async (talk) => {
    await talk.list('tools/list', 'tools');
    const args = { region: ' ünïted kingdom ', level: 3 };
    assert.deepEqual(bare(await talk.call('test_x_mcp_header', args)),
      { content: [text(`region=${args.region}`)] });
  });
}
