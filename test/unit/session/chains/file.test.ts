// The file that keeps a chain: what was saved comes back, from another folder too; what is damaged is one sentence.
import { mkdirSync, mkdtempSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Chain } from '../../../../src/protocol/operations';
import { fileOf, readOperations, writeOperations } from '../../../../src/session/chains/file';
import { model, state } from '../../../webview/fixtures';

const dir = mkdtempSync(join(tmpdir(), 'flowscope-operations-'));
const chain: Chain = {
  start: { from: 'gaussian' },
  steps: [
    { operation: 'condition', values: { age: 40 } },
    { operation: 'transform', formulas: ['y = log(height)'], keep: true },
  ],
};

test('what was saved comes back, and the folder may move', async () => {
  const [before, after] = [join(dir, 'before'), join(dir, 'after')];
  mkdirSync(join(before, 'saved'), { recursive: true });
  const to = join(before, 'saved', 'people.flowscope.json');
  const shown = state({
    dataPath: join(before, 'data', 'people.csv'),
    reading: { delimiter: ';' },
    where: 'age > 20',
  });
  await writeOperations(to, fileOf(shown, chain, to));
  expect(JSON.parse(readFileSync(to, 'utf8'))).toMatchObject({
    data: '../data/people.csv',
    model: null,
  });
  renameSync(before, after);
  const file = await readOperations(join(after, 'saved', 'people.flowscope.json'));
  expect(file).toMatchObject({
    data: join(after, 'data', 'people.csv'),
    reading: { delimiter: ';' },
    where: 'age > 20',
    columns: shown.selected,
    ...chain,
  });
});

test('a chain that needs a model names its file, which must be saved', async () => {
  const flow: Chain = { start: { from: 'flow' }, steps: [] };
  expect(() => fileOf(state({ model: model() }), flow, join(dir, 'a.flowscope.json'))).toThrow(
    'Save the model first',
  );
  expect(
    fileOf(
      state({ model: model({ path: join(dir, 'm.flow.safetensors') }) }),
      flow,
      join(dir, 'a.flowscope.json'),
    ).model,
  ).toBe('m.flow.safetensors');
});

test.each([
  ['no JSON', '{"format":', 'it is not valid JSON'],
  ['another file', '{"names":["a"]}', 'it does not say "format"'],
  [
    'a newer one',
    '{"format":"flowscope operations","version":2}',
    'was written by a newer Flowscope (format 2',
  ],
  [
    'a damaged step',
    '{"format":"flowscope operations","version":1,"data":"a.csv","columns":["a"],"model":null,"start":{"from":"gaussian"},"steps":[{"operation":"erase"}]}',
    '"steps.0" is not as expected',
  ],
])('%s', async (name, text, sentence) => {
  const path = join(dir, `${name}.flowscope.json`);
  writeFileSync(path, text);
  await expect(readOperations(path)).rejects.toThrow(sentence);
});

test('a file that is not there', async () => {
  await expect(readOperations(join(dir, 'none.flowscope.json'))).rejects.toThrow('cannot be found');
});
