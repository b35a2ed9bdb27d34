// tfjs-node without tfjs-node: why one does not work, in words, and where it is looked for.
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openEngine } from '../../../src/engines';
import { candidates, installFolder, packagesIn } from '../../../src/engines/native/find';
import { whyNot, type Failure } from '../../../src/engines/native/reasons';
import { asWritten, english } from '../../../src/protocol/sentence';

const failure = ({
  error,
  ...part
}: Partial<Omit<Failure, 'error'>> & { error?: string }): Failure => ({
  error: error === undefined ? null : asWritten(error),
  code: null,
  signal: null,
  words: '',
  seconds: null,
  ...part,
});

describe('why not', () => {
  test.each<[string, Partial<Omit<Failure, 'error'>> & { error?: string }, RegExp]>([
    [
      'a missing library',
      { error: 'libtensorflow_cc.so.2: cannot open shared object file: No such file or directory' },
      /library libtensorflow_cc\.so\.2 of tfjs-node is missing/,
    ],
    [
      'a missing library on a Mac',
      {
        error:
          'dlopen(/x/tfjs_binding.node, 0x0001): Library not loaded: @rpath/libtensorflow.2.dylib',
      },
      /library libtensorflow\.2\.dylib of tfjs-node is missing/,
    ],
    [
      'a damaged library',
      { error: '/a/b/libtensorflow_cc.so.2: file too short' },
      /library libtensorflow_cc\.so\.2 of tfjs-node is damaged/,
    ],
    [
      'a missing binding',
      { error: 'The Node.js native addon module (tfjs_binding.node) can not be found at path: /x' },
      /binding of tfjs-node .* is missing/,
    ],
    [
      'a missing package',
      { error: "Cannot find module '@mapbox/node-pre-gyp'" },
      /package that tfjs-node needs is missing/,
    ],
    [
      'a Node.js it does not know',
      { error: '(0 , util_1.isNullOrUndefined) is not a function' },
      /does not work with this Node\.js \(v\d+/,
    ],
    ['SIGBUS', { signal: 'SIGBUS' }, /SIGBUS.*cut short or damaged/],
    ['SIGILL', { signal: 'SIGILL' }, /processor lacks instructions/],
    ['SIGKILL', { signal: 'SIGKILL' }, /memory runs out/],
    ['a time-out', { signal: 'SIGKILL', seconds: 30 }, /did not answer within 30 seconds/],
    ['last words', { code: 134, words: 'one\nFatal: two\n' }, /code 134\): "Fatal: two"\./],
  ])('%s', (_, part, expected) => {
    const sentence = english(whyNot(failure(part)));
    expect(sentence).toMatch(expected);
    expect(sentence).toMatch(/[.]$/);
  });
});

describe('where it is looked for', () => {
  const root = mkdtempSync(join(tmpdir(), 'flowscope-find-'));
  const install = (folder: string, name = 'tfjs-node') => {
    const home = join(folder, 'node_modules', '@tensorflow', name);
    mkdirSync(home, { recursive: true });
    writeFileSync(join(home, 'package.json'), '{}');
    return home;
  };
  const [mine, storage, workspace] = ['mine', 'storage', 'workspace'].map((name) =>
    join(root, name),
  ) as [string, string, string];
  const homes = {
    mine: install(mine),
    stored: install(installFolder(storage)),
    workspace: install(workspace),
    gpu: install(workspace, 'tfjs-node-gpu'),
  };

  test('the setting, our storage, the global folder, the workspace: in this order', () => {
    const found = candidates({ path: mine, storage, workspace: [workspace] }).filter(
      ({ place }) => place !== 'the global npm folder',
    );
    expect(found.map(({ folder }) => folder)).toEqual([
      homes.mine,
      homes.stored,
      homes.gpu,
      homes.workspace,
    ]);
  });

  test('nothing of a workspace that is not named', () => {
    expect(
      candidates({ path: null, storage, workspace: [] }).some(({ folder }) =>
        folder.startsWith(workspace),
      ),
    ).toBe(false);
  });

  test('the package itself, its node_modules, or the folder above; a setting that names nothing is said', () => {
    for (const folder of [mine, join(mine, 'node_modules'), homes.mine])
      expect(packagesIn(folder)).toEqual([homes.mine]);
    const [first] = candidates({ path: join(root, 'nowhere'), storage, workspace: [] });
    expect(first).toEqual({
      folder: join(root, 'nowhere'),
      place: 'the setting flowscope.tensorflow.path',
    });
  });
});

test('auto never is tensorflow; tensorflow without tfjs-node is the embedded engine, and says so', async () => {
  const notices: string[] = [];
  const { engine, reason } = await openEngine('tensorflow', {
    notice: (sentence) => notices.push(english(sentence)),
  });
  expect(engine.name).toBe('wasm');
  expect(english(reason)).toContain('in place of tensorflow');
  expect(notices).toEqual([
    expect.stringMatching(
      /tfjs-node is not installed.*Set Up TensorFlow.*embedded engine \(wasm\) computes instead/,
    ),
  ]);
});
