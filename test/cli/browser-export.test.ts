// A model exported for browsers, in a real one: scores as on the command line, and TensorFlow.js reads its weights.
import {
  createReadStream,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, resolve } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Flow } from '../../media/loader/flowscope.js';
import { launchBrowser } from '../workbench/browser.mjs';
import { flowscope, folder, json } from './run';

const ROWS = 10_000;
const dir = folder();
const table = join(dir, 'table.csv');
const model = join(dir, 'model.flow.safetensors');
const out = join(dir, 'exported');
const TYPES: Record<string, string> = {
  '.js': 'text/javascript',
  '.html': 'text/html',
  '.json': 'application/json',
};
let server: Server;
let browser: Browser;
let page: Page;
const complaints: string[] = [];

beforeAll(async () => {
  let seed = 1;
  const uniform = () => (seed = (seed * 48271) % 2147483647) / 2147483647;
  const normal = () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
  const lines = Array.from({ length: ROWS }, () => {
    const u = normal();
    return [
      Math.exp(u + 0.3 * normal()),
      10 * Math.sinh(1.5 * (0.5 * u + normal())),
      Math.round(3 + u + 0.7 * normal()),
      1 / (1 + Math.exp(-normal() - u)),
      u ** 2 + normal(),
    ].join(',');
  });
  writeFileSync(table, ['positive,heavy,whole,share,curved', ...lines, ''].join('\n'));
  json(
    'fit',
    table,
    '--out',
    model,
    '--flow',
    'spline-autoregressive',
    '--steps',
    60,
    '--transform',
    'share=logit(0,1)',
    '--transform',
    'positive=log',
    '--transform',
    'heavy=asinh',
  );
  json('export', model, '--format', 'tfjs', '--out', out);

  const tensorflow = resolve(__dirname, '../../node_modules/@tensorflow/tfjs/dist/tf.min.js');
  server = createServer((request, response) => {
    const name = new URL(request.url!, 'http://localhost').pathname;
    const path = name === '/tf.min.js' ? tensorflow : join(out, name);
    if (!existsSync(path) || statSync(path).isDirectory()) return response.writeHead(404).end();
    response.setHeader('content-type', TYPES[extname(name)] ?? 'application/octet-stream');
    createReadStream(path).pipe(response);
  }).listen(0, '127.0.0.1');
  browser = await launchBrowser();
  page = await browser.newPage();
  page.on('pageerror', (error) => complaints.push(error.message));
  await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/index.html`);
  await page.locator('#draw:enabled').waitFor();
  await page.addScriptTag({
    type: 'module',
    content:
      "import { loadFlow } from './flowscope.js'; globalThis.flow = await loadFlow('model.json');",
  });
  await page.waitForFunction(() => 'flow' in globalThis);
}, 180_000);
afterAll(async () => {
  await browser?.close();
  server?.close();
});

const rowsIn = (path: string) =>
  readFileSync(path, 'utf8')
    .trim()
    .split(/\r?\n/)
    .slice(1)
    .map((line) => line.split(',').map(Number));

test('10,000 rows score as on the command line, within 1e-4', async () => {
  const scored = join(dir, 'scored.csv');
  json('score', model, table, '--out', scored);
  const rows = rowsIn(scored);
  expect(rows).toHaveLength(ROWS);
  const found = await page.evaluate(
    (given) => [...(globalThis as unknown as { flow: Flow }).flow.logProb(given)],
    rows.map((row) => row.slice(0, -1)),
  );
  const worst = rows.reduce((most, row, n) => Math.max(most, Math.abs(found[n]! - row.at(-1)!)), 0);
  expect(worst).toBeLessThan(1e-4);
}, 120_000);

test('its samples are those of the command line', async () => {
  const drawn = join(dir, 'drawn.csv');
  json('sample', model, '-n', 200, '--seed', 4, '--out', drawn);
  const found = await page.evaluate(() =>
    (globalThis as unknown as { flow: Flow }).flow.sample(200, { seed: 4 }),
  );
  rowsIn(drawn).forEach((row, n) =>
    row.forEach((v, d) =>
      expect(Math.abs(found[n]![d]! - v)).toBeLessThan(1e-3 * Math.max(1, Math.abs(v))),
    ),
  );
});

test('the page beside it scores a row and draws', async () => {
  expect(await page.locator('#about').innerText()).toBe(
    'spline-autoregressive, 5 columns: positive, heavy, whole, share, curved.',
  );
  await page.getByLabel('share').fill('1.5');
  expect(await page.locator('#density').innerText()).toBe('-Infinity nats');
  await page.getByLabel('share').fill('');
  expect(await page.locator('#density').innerText()).toBe('fill in every column');
  await page.getByLabel('share').fill('0.5');
  expect(await page.locator('#density').innerText()).toMatch(/^-?\d+\.\d+ nats$/);
  await page.getByRole('button', { name: 'Draw 10 rows' }).click();
  expect(await page.locator('#samples tr').count()).toBe(11);
  expect(complaints).toEqual([]);
});

test('TensorFlow.js reads the weights', async () => {
  await page.addScriptTag({ url: '/tf.min.js' });
  const found = await page.evaluate(async () => {
    type Tf = typeof import('@tensorflow/tfjs');
    const { tf } = globalThis as unknown as { tf: Pick<Tf, 'io'> };
    const artifacts = await tf.io.http('model.json').load!();
    const weights = tf.io.decodeWeights(
      artifacts.weightData as ArrayBuffer,
      artifacts.weightSpecs!,
    );
    const { columns } = (
      artifacts.userDefinedMetadata as { flowscope: { specification: { columns: string[] } } }
    ).flowscope.specification;
    return {
      columns,
      names: Object.keys(weights),
      first: [...weights['layers.0.b3']!.dataSync()].slice(0, 5),
    };
  });
  expect(found.columns).toEqual(['positive', 'heavy', 'whole', 'share', 'curved']);
  const plain = join(dir, 'model.json');
  json('export', model, '--out', plain);
  const { tensors } = JSON.parse(readFileSync(plain, 'utf8')) as {
    tensors: Record<string, { values: number[] }>;
  };
  expect(found.names.sort()).toEqual(Object.keys(tensors).sort());
  expect(found.first).toEqual(tensors['layers.0.b3']!.values.slice(0, 5).map(Math.fround));
});

describe('a folder', () => {
  const names = () => readdirSync(out).sort();
  test('that is an export is replaced, and nothing is left beside it', () => {
    const before = names();
    writeFileSync(
      join(out, 'model.json'),
      readFileSync(join(out, 'model.json'), 'utf8').replace('"generatedBy"', '"generatedBefore"'),
    );
    json('export', model, '--format', 'tfjs', '--out', out);
    expect(names()).toEqual(before);
    expect(readFileSync(join(out, 'model.json'), 'utf8')).toContain('"generatedBy"');
    expect(readdirSync(dir).filter((name) => name.startsWith('.'))).toEqual([]);
  });

  test.each<[string, RegExp, (path: string) => void]>([
    [
      'with files of somebody else',
      /not empty, and it is no export/,
      (path) => writeFileSync(join(path, 'precious.txt'), 'x'),
    ],
    [
      'with more in it than an export',
      /holds "precious.txt", which is not part of an export/,
      (path) => {
        json('export', model, '--format', 'tfjs', '--out', path);
        writeFileSync(join(path, 'precious.txt'), 'x');
      },
    ],
  ])('%s is left as it is', (name, sentence, fill) => {
    const path = join(dir, name);
    mkdirSync(path);
    fill(path);
    const before = readdirSync(path).sort();
    const { code, stderr } = flowscope('export', model, '--format', 'tfjs', '--out', path);
    expect(code).toBe(1);
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect(stderr).toMatch(sentence);
    expect(readdirSync(path).sort()).toEqual(before);
  });

  test('in a place that is not there, or where a file is, is refused', () => {
    expect(
      flowscope('export', model, '--format', 'tfjs', '--out', join(dir, 'no', 'such')).stderr,
    ).toMatch(/does not exist/);
    expect(flowscope('export', model, '--format', 'tfjs', '--out', table).stderr).toMatch(
      /is a file: the format tfjs needs a folder/,
    );
  });
});
