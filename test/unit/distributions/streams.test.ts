// Streams of random numbers: no two overlap, each is used in one file, and the browser loader draws from the flow's.
import { readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { STREAMS } from '../../../src/distributions/streams';

const root = resolve(__dirname, '../../..');
const all = Object.entries(STREAMS).map(([name, stream]) =>
  typeof stream === 'number'
    ? { name, first: stream, end: stream + 1 }
    : { name, first: stream.first, end: stream.first + stream.count },
);

test('no two overlap, and all are numbers of 32 bits', () => {
  const inOrder = [...all].sort((a, b) => a.first - b.first);
  inOrder.forEach(({ name, first, end }, k) => {
    expect(end, name).toBeGreaterThan(first);
    expect(inOrder[k + 1]?.first ?? 2 ** 32, name).toBeGreaterThanOrEqual(end);
  });
});

test('a family has no stream beyond its last', () => {
  const { biases } = STREAMS;
  expect(biases(biases.count - 1)).toBe(biases.first + biases.count - 1);
  for (const index of [-1, biases.count, Number.NaN])
    expect(() => biases(index), String(index)).toThrow(RangeError);
});

test('each is used, and in one file only', () => {
  const files = readdirSync(resolve(root, 'src'), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts'))
    .map((path) => ({ path, text: readFileSync(resolve(root, 'src', path), 'utf8') }));
  expect(files.length).toBeGreaterThan(100);
  for (const { name } of all) {
    const users = files.filter(({ text }) => new RegExp(`\\bSTREAMS\\.${name}\\b`).test(text));
    expect(
      users.map(({ path }) => path),
      name,
    ).toHaveLength(1);
  }
});

test('the browser loader draws from the stream of the flow', () => {
  const loader = readFileSync(resolve(root, 'media/loader/flowscope.js'), 'utf8');
  expect(/^const SAMPLES = (\d+);$/m.exec(loader)?.[1]).toBe(String(STREAMS.flowSamples));
});
