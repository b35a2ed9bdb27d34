// Where VS Code lets us look for tfjs-node: nothing of a workspace
// runs unless it is trusted and the user said yes, once.
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, test, vi } from 'vitest';
import { Answers } from '../../../src/host/answers';
import { Tensorflow, tensorflowPlaces } from '../../../src/host/tensorflow';

const root = mkdtempSync(join(tmpdir(), 'flowscope-places-'));
mkdirSync(join(root, 'node_modules/@tensorflow/tfjs-node'), { recursive: true });
writeFileSync(join(root, 'node_modules/@tensorflow/tfjs-node/package.json'), '{}');

const code = vi.hoisted(() => ({
  trusted: true,
  answer: undefined as string | undefined,
  asked: 0,
  settings: {} as Record<string, unknown>,
  folders: [] as string[],
}));
vi.mock('vscode', () => ({
  l10n: { t: (text: string) => text },
  workspace: {
    get isTrusted() {
      return code.trusted;
    },
    get workspaceFolders() {
      return code.folders.map((fsPath) => ({ uri: { scheme: 'file', fsPath } }));
    },
    getConfiguration: () => ({ get: (key: string) => code.settings[key] }),
    onDidChangeConfiguration: () => ({ dispose: () => undefined }),
    onDidGrantWorkspaceTrust: () => ({ dispose: () => undefined }),
  },
  window: {
    showInformationMessage: async () => {
      code.asked++;
      return code.answer;
    },
  },
}));

const kept = new Map<string, unknown>();
const warned: string[] = [];
const answers = new Answers(
  {
    get: (key: string) => kept.get(key) as never,
    update: async (key: string, value: unknown) => void kept.set(key, value),
  },
  { warn: (sentence: string) => void warned.push(sentence) },
);
const told: unknown[] = [];
const service = { call: async (_: string, args: unknown) => void told.push(args) };
const tensorflow = new Tensorflow(
  answers,
  service as never,
  { onChange: () => ({ dispose: () => undefined }) } as never,
  {} as never,
);

beforeEach(() => {
  Object.assign(code, {
    trusted: true,
    answer: undefined,
    asked: 0,
    settings: {},
    folders: [root],
  });
  kept.clear();
  told.length = 0;
  warned.length = 0;
});

test('a workspace that is not trusted: nothing of it is looked at, and nobody is asked', async () => {
  code.trusted = false;
  await answers.keep('tensorflow.workspace', { answer: 'yes' });
  await tensorflow.askForWorkspace();
  expect(tensorflowPlaces(answers)).toEqual({ path: null, workspace: [], untrusted: true });
  expect(code.asked).toBe(0);
});

test('a trusted one: only after yes, and one question for each workspace', async () => {
  expect(tensorflowPlaces(answers).workspace).toEqual([]);
  code.answer = 'Use It';
  await tensorflow.askForWorkspace();
  await tensorflow.askForWorkspace();
  expect(code.asked).toBe(1);
  expect(tensorflowPlaces(answers).workspace).toEqual([root]);
  expect(told).toEqual([{ path: null, workspace: [root], untrusted: false }]);
});

test('no stays no; a question that is closed comes again', async () => {
  await tensorflow.askForWorkspace();
  code.answer = 'Do Not Use It';
  await tensorflow.askForWorkspace();
  await tensorflow.askForWorkspace();
  expect(code.asked).toBe(2);
  expect(tensorflowPlaces(answers).workspace).toEqual([]);
});

test('the setting is passed on, without blanks', () => {
  code.settings['tensorflow.path'] = ' /opt/tf ';
  expect(tensorflowPlaces(answers).path).toBe('/opt/tf');
});

test('an answer that an earlier version kept holds; one that is not understood is asked for again', async () => {
  kept.set('tensorflow.workspace', 'yes');
  expect(tensorflowPlaces(answers).workspace).toEqual([root]);
  expect(warned).toEqual([]);
  kept.set('tensorflow.workspace', { version: 2, answer: 'sometimes' });
  expect(tensorflowPlaces(answers).workspace).toEqual([]);
  expect(warned[0]).toContain('a newer Flowscope wrote it (version 2');
  code.answer = 'Do Not Use It';
  await tensorflow.askForWorkspace();
  expect(code.asked).toBe(1);
  expect(kept.get('tensorflow.workspace')).toEqual({ version: 1, answer: 'no' });
});

test('the folder of the last answer, as an earlier version kept it', async () => {
  kept.set('flowscope.lastFolder', '/data');
  expect(answers.get('flowscope.lastFolder')).toEqual({ folder: '/data' });
  await answers.keep('flowscope.lastFolder', { folder: '/other' });
  expect(kept.get('flowscope.lastFolder')).toEqual({ version: 1, folder: '/other' });
});
