// Renders components into the test document and waits until they have settled.
import { type ComponentChild, render } from 'preact';
import { act } from 'preact/test-utils';
import { expect, vi } from 'vitest';

/** Stands in for the UI toolkit: no element is registered, so that all stay plain elements with their names. */
export const plainToolkit = {
  provideVSCodeDesignSystem: () => ({ register: () => undefined }),
  vsCodeButton: () => null,
  vsCodeCheckbox: () => null,
  vsCodeDropdown: () => null,
  vsCodeOption: () => null,
  vsCodeProgressRing: () => null,
};

// this document lays nothing out, so nothing would ever come near: everything counts as seen
Reflect.deleteProperty(globalThis, 'IntersectionObserver');

export function mount(node: ComponentChild): HTMLElement {
  const root = document.createElement('div');
  document.body.append(root);
  void act(() => render(node, root));
  return root;
}

export function unmount(root: HTMLElement): void {
  void act(() => render(null, root));
  root.remove();
}

/** Waits for promises and effects until `root` reads `text`; fails showing what it reads instead. */
export async function reads(root: HTMLElement, text: string | RegExp): Promise<void> {
  const seen = () =>
    typeof text === 'string' ? root.textContent!.includes(text) : text.test(root.textContent!);
  for (let i = 0; i < 2000 && !seen(); i++)
    await act(() => new Promise<void>((resolve) => setTimeout(resolve, 5)));
  if (typeof text === 'string') expect(root.textContent).toContain(text);
  else expect(root.textContent).toMatch(text);
}

/** A button by its words, or by its name where an icon stands for it. */
export function button(root: HTMLElement, text: string): HTMLElement {
  const found = [...root.querySelectorAll<HTMLElement>('vscode-button, button')].find(
    (b) => b.textContent === text || b.getAttribute('aria-label') === text,
  );
  if (!found) throw new Error(`There is no button "${text}".`);
  return found;
}

export async function click(element: HTMLElement): Promise<void> {
  await act(async () => element.click());
}

/** Sets the checkbox, or the button that is on or off, with this text as a user would. */
export async function check(root: HTMLElement, text: string, on = true): Promise<void> {
  const box = [
    ...root.querySelectorAll<HTMLElement & { checked: boolean }>('vscode-checkbox'),
  ].find((b) => b.textContent === text);
  if (!box) {
    const toggle = button(root, text);
    if ((toggle.getAttribute('aria-pressed') === 'true') !== on) await click(toggle);
    return;
  }
  await act(async () => {
    box.checked = on;
    box.dispatchEvent(new Event('change'));
  });
}

/** Chooses from the list with this label as a user would. */
export async function choose(root: HTMLElement, label: string, value: string): Promise<void> {
  const list = root.querySelector<HTMLElement & { value: string }>(
    `vscode-dropdown[aria-label="${label}"], select[aria-label="${label}"]`,
  )!;
  await act(async () => {
    list.value = value;
    list.dispatchEvent(new Event('change', { bubbles: true }));
  });
}

/** Waits until nothing throws any more; patient, as the machine may be busy. */
export const eventually = (check: () => void) => vi.waitFor(check, { timeout: 20_000 });
