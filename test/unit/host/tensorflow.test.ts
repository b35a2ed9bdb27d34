// Where VS Code lets tfjs-node be looked for: nothing of a workspace is run unless it is trusted and the user said yes, once.
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, test, vi } from 'vitest';
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
const memory = {
  get: (key: string) => kept.get(key),
  update: async (key: string, value: unknown) => void kept.set(key, value),
  keys: () => [],
};
const told: unknown[] = [];
const service = { call: async (_: string, args: unknown) => void told.push(args) };
const tensorflow = new Tensorflow(
  memory as never,
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
});

test('a workspace that is not trusted: nothing of it is looked at, and nobody is asked', async () => {
  code.trusted = false;
  kept.set('tensorflow.workspace', 'yes');
  await tensorflow.askForWorkspace();
  expect(tensorflowPlaces(memory as never)).toEqual({ path: null, workspace: [], untrusted: true });
  expect(code.asked).toBe(0);
});

test('a trusted one: only after yes, and one question for each workspace', async () => {
  expect(tensorflowPlaces(memory as never).workspace).toEqual([]);
  code.answer = 'Use It';
  await tensorflow.askForWorkspace();
  await tensorflow.askForWorkspace();
  expect(code.asked).toBe(1);
  expect(tensorflowPlaces(memory as never).workspace).toEqual([root]);
  expect(told).toEqual([{ path: null, workspace: [root], untrusted: false }]);
});

test('no stays no; a question that is closed comes again', async () => {
  await tensorflow.askForWorkspace();
  code.answer = 'Do Not Use It';
  await tensorflow.askForWorkspace();
  await tensorflow.askForWorkspace();
  expect(code.asked).toBe(2);
  expect(tensorflowPlaces(memory as never).workspace).toEqual([]);
});

test('the setting is passed on, without blanks', () => {
  code.settings['tensorflow.path'] = ' /opt/tf ';
  expect(tensorflowPlaces(memory as never).path).toBe('/opt/tf');
});
