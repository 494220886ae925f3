// What a server offers is listed as it describes it, in byte order; resources, prompts and
// completions come as it sent them.
import assert from 'node:assert/strict';

import { askingTools } from '../fixture/asking_tools.mjs';
import * as content from '../fixture/content.mjs';
import { prompts } from '../fixture/prompts.mjs';
import { listedResources, template } from '../fixture/resources.mjs';
import { actingTools, answeringTools } from '../fixture/tools.mjs';
import { bare } from './conversation.mjs';

const sorted = (list, key) => list.toSorted((a, b) => Buffer.compare(
  Buffer.from(a[key]), Buffer.from(b[key])));
const definitions = (list) => list.map(({ definition }) => definition);
const steady = ({ name }) => !name.startsWith('test_changing_');
const offered = { tools: {}, prompts: {}, resources: { subscribe: true }, completions: {},
  logging: {} };
const untouched = { toolChanges: 0, promptChanges: 0 };

function lists(holds) {
  holds('the client is told what there is', async (talk) => {
    const { capabilities } = talk.heard.find(({ result }) => result?.capabilities).result;
    for (const [name, wanted] of Object.entries(offered))
      assert.deepEqual({ ...wanted, ...capabilities[name] }, capabilities[name], name);
  });

  holds('tools are listed as the server describes them', async (talk) => {
    const wanted = definitions([...answeringTools, ...askingTools(), ...actingTools(untouched)]);
    const listed = await talk.list('tools/list', 'tools');
    assert.deepEqual(sorted(listed.filter(steady), 'name'), sorted(wanted.filter(steady), 'name'));
  });

  holds('prompts are listed as the server describes them', async (talk) => {
    const listed = await talk.list('prompts/list', 'prompts');
    assert.deepEqual(sorted(listed.filter(steady), 'name'),
      sorted(definitions(prompts(untouched)).filter(steady), 'name'));
  });

  holds('resources are listed as the server describes them', async (talk) =>
    assert.deepEqual(sorted(await talk.list('resources/list', 'resources'), 'uri'),
      sorted(definitions(listedResources), 'uri')));

  for (const [key, by] of [['tools', 'name'], ['prompts', 'name'], ['resources', 'uri']])
    holds.ofGateway(`${key} come in byte order`, async (talk) => {
      const listed = await talk.list(`${key}/list`, key);
      assert.deepEqual(listed, sorted(listed, by));
      assert.ok(listed.length > 1);
    });

  holds('templates are listed as the server describes them', async (talk) =>
    assert.deepEqual(await talk.list('resources/templates/list', 'resourceTemplates'),
      [template]));

  holds('lists say how long they last, and for whom, where the era demands it', async (talk) => {
    const { ttlMs, cacheScope } = await talk.result('tools/list', {});
    assert.equal(cacheScope, talk.isModern ? 'private' : undefined);
    assert.equal(Number.isInteger(ttlMs) && ttlMs >= 0, talk.isModern);
  });

  holds('a cursor that was never given is refused', async (talk) => {
    const { code } = await talk.refusal('tools/list', { cursor: 'no such cursor' });
    assert.equal(code, -32602);
  });
}

function reading(holds) {
  const contents = async (talk, uri) =>
    bare(await talk.result('resources/read', { uri })).contents;

  for (const { definition: { uri }, contents: wanted } of listedResources)
    holds(`${uri} is read as the server sent it`, async (talk) =>
      assert.deepEqual(await contents(talk, uri), [{ uri, ...wanted }]));

  holds('a resource of a template is read', async (talk) => {
    const uri = 'test://template/a%20b/data';
    assert.deepEqual(await contents(talk, uri), [{ uri, mimeType: 'application/json',
      text: content.resources.templated('a%20b') }]);
  });

  holds('a resource that there is not is refused in the way of the era', async (talk) => {
    const { code, data } = await talk.refusal('resources/read', { uri: 'test://nowhere' });
    assert.ok([-32602, ...talk.isModern ? [] : [-32002]].includes(code), `${code}`);
    assert.deepEqual(data, { uri: 'test://nowhere' });
  });
}

function prompting(holds) {
  const get = async (talk, name, args = {}) =>
    bare(await talk.result('prompts/get', { name, arguments: args })).messages;
  const user = (...parts) => parts.map((part) => ({ role: 'user', content: part }));

  holds('a prompt comes as the server sent it', async (talk) =>
    assert.deepEqual(await get(talk, 'test_simple_prompt'),
      user(content.text(content.prompts.simple))));

  holds('a prompt gets its arguments', async (talk) =>
    assert.deepEqual(
      await get(talk, 'test_prompt_with_arguments', { arg1: 'a "b"', arg2: 'ü' }),
      user(content.text(content.prompts.withArguments('a "b"', 'ü')))));

  holds('a prompt keeps the resource in it', async (talk) =>
    assert.deepEqual(
      await get(talk, 'test_prompt_with_embedded_resource', { resourceUri: 'test://x' }),
      user(content.embedded('test://x', 'text/plain', content.prompts.embedded),
        content.text(content.prompts.afterEmbedded))));

  holds('a prompt keeps the image in it', async (talk) =>
    assert.deepEqual(await get(talk, 'test_prompt_with_image'),
      user(content.image, content.text(content.prompts.afterImage))));

  holds('a prompt that there is not is refused', async (talk) => {
    const { code } = await talk.refusal('prompts/get', { name: 'no_such_prompt' });
    assert.equal(code, -32602);
  });
}

function completing(holds) {
  const complete = async (talk, ref, name, value) => bare(await talk.result('completion/complete',
    { ref, argument: { name, value } })).completion;

  holds('the argument of a prompt is completed', async (talk) =>
    assert.deepEqual(
      await complete(talk, { type: 'ref/prompt', name: 'test_prompt_with_arguments' }, 'arg1',
        'par'),
      { values: ['paris', 'park', 'party'], total: 3, hasMore: false }));

  holds('the variable of a template is completed', async (talk) =>
    assert.deepEqual(
      await complete(talk, { type: 'ref/resource', uri: template.uriTemplate }, 'id', 'past'),
      { values: ['pasta'], total: 1, hasMore: false }));
}

export function catalog(holds) {
  lists(holds);
  reading(holds);
  prompting(holds);
  completing(holds);
}
