// The page of an exploration, by roles and words a user sees.
import { webview } from '../workbench/pages.mjs';

/** The document of the open exploration. */
export function panel(page) {
  return webview(page, 'main.exploration', 60_000);
}

/** A button by its words. */
export function button(view, words) {
  return view
    .locator('vscode-button, button')
    .getByText(words, { exact: true })
    .or(view.getByRole('button', { name: words, exact: true }))
    .first();
}

/** Starts a fit that may take so many seconds. */
export async function fit(view, seconds) {
  const field = view.getByLabel('seconds');
  await field.fill(String(seconds));
  await field.press('Tab');
  await button(view, 'Fit Normalizing Flow').click();
}

/** Waits until no fit is running. @returns the sentence of the verdict */
export async function verdict(view, timeout = 120_000) {
  await button(view, 'Fit Normalizing Flow').waitFor({ timeout });
  return view.locator('.verdict[role="status"]').innerText();
}

/** Shows a view by the name of its tab. */
export async function openTab(view, name) {
  await view.getByRole('tab', { name, exact: true }).click();
  await view.locator(`[role="tab"][aria-selected="true"]`, { hasText: name }).waitFor();
}
