// @vitest-environment happy-dom
// The entry of the page makes no code out of texts, which its content security policy forbids.
import { afterEach, expect, test, vi } from 'vitest';
import { eventually } from './page';

vi.mock('@vscode/webview-ui-toolkit', async () => (await import('./page')).plainToolkit);
afterEach(() => vi.unstubAllGlobals());

test('opening the page tries no new Function, and says that it opens', async () => {
  const made: unknown[][] = [];
  const counted = new Proxy(Function, {
    construct(target, args: unknown[]) {
      made.push(args);
      return Reflect.construct(target, args) as object;
    },
  });
  vi.stubGlobal('Function', counted);
  expect(new Function('return 1')()).toBe(1);
  expect(made.splice(0)).toHaveLength(1);
  const posted: unknown[] = [];
  vi.stubGlobal('acquireVsCodeApi', () => ({
    postMessage: (message: unknown) => void posted.push(message),
    getState: () => undefined,
    setState: () => undefined,
  }));
  await import('../../webview/main');
  const { pageState } = await import('../../src/protocol/page-state');
  await eventually(() => expect(document.body.textContent).toContain('Opening…'));
  expect(pageState.read({}).content).not.toBeNull();
  expect(made).toEqual([]);
});
