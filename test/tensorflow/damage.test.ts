// What a user sees when tfjs-node is damaged, and that nothing else stops. Every test damages a copy.
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, renameSync, rmSync, truncateSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { EngineState } from '../../src/protocol/engines';
import { examples, folder as temporary } from '../cli/run';

const {
  FLOWSCOPE_TEST_TFJS_NODE: tfjsNode,
  FLOWSCOPE_TEST_NODE24: node24,
  FLOWSCOPE_STORAGE: storage,
} = process.env as Record<string, string>;
const cli = join(__dirname, '../../dist/cli.js');
/** Beside the one in the cache, so that links are possible. */
const copies: string[] = [];
afterAll(() => copies.forEach((copy) => rmSync(copy, { recursive: true, force: true })));

/** @returns the package in a copy of hard links */
function copy(): string {
  const to = mkdtempSync(join(dirname(storage!), 'damaged-'));
  copies.push(to);
  const from = tfjsNode!.slice(0, tfjsNode!.indexOf('/node_modules/') + '/node_modules'.length);
  expect(spawnSync('cp', ['-al', from, join(to, 'node_modules')]).status).toBe(0);
  return join(to, 'node_modules/@tensorflow/tfjs-node');
}

const run = (node: string, path: string, ...args: string[]) =>
  spawnSync(node, [cli, ...args, '--json'], {
    encoding: 'utf8',
    env: { ...process.env, FLOWSCOPE_TENSORFLOW_PATH: path, FLOWSCOPE_STORAGE: temporary() },
  });

/** What the list says about the one at `path`. */
function listed(path: string, node = process.execPath): EngineState {
  const { stdout } = run(node, path, 'engines');
  return (JSON.parse(stdout) as { engines: EngineState[] }).engines.find((e) => e.path === path)!;
}

/** A fit that asks for tfjs-node and does not get it ends well, with a sentence. */
function expectFitWithout(path: string, sentence: RegExp): void {
  const { status, stdout, stderr } = run(
    process.execPath,
    path,
    'fit',
    join(examples, 'two-moons.csv'),
    '--out',
    join(temporary(), 'm.flow.safetensors'),
    '--engine',
    'tensorflow',
    '--steps',
    '20',
  );
  expect(status, stderr).toBe(0);
  const { engine, notices } = JSON.parse(stdout) as { engine: string; notices: string[] };
  expect(engine).toBe('kernel');
  expect(notices).toEqual([expect.stringMatching(sentence)]);
  expect(stderr).not.toMatch(/\bat .*:\d+:\d+/);
}

describe('a damaged tfjs-node', () => {
  let path: string;
  let library: string;
  beforeAll(() => {
    path = copy();
    library = join(path, 'deps/lib/libtensorflow_cc.so.2');
  });

  test('whole: ready, with its versions', () => {
    expect(listed(path)).toMatchObject({
      state: 'ready',
      version: '4.22.0',
      devices: expect.arrayContaining(['CPU']),
    });
  });

  test('the library renamed: it is named, and the fit goes on embedded', () => {
    renameSync(library, `${library}.away`);
    try {
      expect(listed(path)).toMatchObject({
        state: 'not available',
        reason: expect.stringMatching(/library libtensorflow_cc\.so\.2 .* is missing/),
      });
      expectFitWithout(path, /is missing.*embedded engine \(kernel\) computes instead/);
    } finally {
      renameSync(`${library}.away`, library);
    }
  });

  test('the library cut short: its process dies by SIGBUS, and nothing else', () => {
    renameSync(library, `${library}.away`);
    try {
      copyFileSync(`${library}.away`, library); // a file of its own: the cache keeps the whole one
      truncateSync(library, 100_000_000);
      expect(listed(path)).toMatchObject({
        state: 'not available',
        reason: expect.stringMatching(/SIGBUS.*cut short or damaged/),
      });
      expectFitWithout(path, /SIGBUS.*embedded engine \(kernel\) computes instead/);
    } finally {
      renameSync(`${library}.away`, library);
    }
  });

  test('no binding: it is named', () => {
    renameSync(join(path, 'lib'), join(path, 'lib-away'));
    expect(listed(path)).toMatchObject({
      state: 'not available',
      reason: expect.stringMatching(/tfjs_binding\.node\) is missing/),
    });
    renameSync(join(path, 'lib-away'), join(path, 'lib'));
  });
});

describe('Node 24', () => {
  test('without the shim its first operation throws; with it everything works', () => {
    const bare = spawnSync(
      node24!,
      [
        '-e',
        `const tf = require(${JSON.stringify(tfjsNode)}); tf.add(tf.tensor1d([1]), tf.tensor1d([2])).dataSync()`,
      ],
      { encoding: 'utf8' },
    );
    expect(bare.status).not.toBe(0);
    expect(bare.stderr).toContain('isNullOrUndefined');
    expect(listed(tfjsNode!, node24)).toMatchObject({ state: 'ready' });
  });

  test('a shim that cannot take hold: the list says that it does not work with this Node', () => {
    const preload = join(temporary(), 'frozen.cjs');
    spawnSync('sh', [
      '-c',
      `echo "Object.defineProperty(require('util'), 'isNullOrUndefined', { get: () => undefined, set: () => undefined })" > ${preload}`,
    ]);
    const { stdout } = spawnSync(node24!, [cli, 'engines', '--json'], {
      encoding: 'utf8',
      env: {
        ...process.env,
        NODE_OPTIONS: `--require ${preload}`,
        FLOWSCOPE_TENSORFLOW_PATH: tfjsNode,
        FLOWSCOPE_STORAGE: temporary(),
      },
    });
    const found = (JSON.parse(stdout) as { engines: EngineState[] }).engines.find(
      (e) => e.path === tfjsNode,
    )!;
    expect(found).toMatchObject({
      state: 'not available',
      reason: expect.stringMatching(
        /does not work with this Node\.js \(v24\.\d+.*isNullOrUndefined/,
      ),
    });
  });
});
