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

/** Says what the next fit is asked for, behind the arrow of Fit. */
export async function ask(view, name, value) {
  const arrow = view.locator('details.fit-options > summary');
  await arrow.click();
  const field = view.locator('details.fit-options').getByLabel(name);
  await field.fill(String(value));
  await field.press('Tab');
  await arrow.press('Escape');
}

/** Starts a fit that may take so many seconds. */
export async function fit(view, seconds) {
  await ask(view, 'seconds', seconds);
  await button(view, 'Fit Normalizing Flow').click();
}

/** Waits until no fit is running. @returns the sentence of the verdict */
export async function verdict(view, timeout = 120_000) {
  await button(view, 'Fit Normalizing Flow').waitFor({ timeout });
  return view.locator('.verdict[role="status"]').innerText();
}

/** Waits until a view has its options, and they have found their place: in the line or behind one button. */
export async function optionsPlaced(view) {
  // what they are, and so whether they have room, depends on what the view has read
  await view
    .locator('[role="tabpanel"] .loading')
    .first()
    .waitFor({ state: 'detached', timeout: 60_000 });
  await view
    .locator('.view-options-part > *')
    .last()
    .waitFor({ state: 'attached', timeout: 60_000 });
  await view
    .locator('main')
    .evaluate(
      () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))),
    );
}

/** Does something with the options of the view, which a short line has behind one button. */
export async function withViewOptions(view, act) {
  await optionsPlaced(view);
  const menu = view.locator('details.view-options-menu > summary');
  const behind = await menu.isVisible();
  if (behind) await menu.click();
  await act(view.locator('.view-options'));
  if (behind) await menu.press('Escape');
}

/** Shows a view and waits for its picture. @returns CSS pixels from the top of the page to where the picture begins */
export async function pictureTop(view, tab, picture) {
  await openTab(view, tab);
  const first = view.locator(`[role="tabpanel"] ${picture}`).first();
  await first.waitFor({ timeout: 60_000 });
  await view
    .locator('[role="tabpanel"] .loading')
    .first()
    .waitFor({ state: 'detached', timeout: 60_000 });
  return first.evaluate((e) => Math.round(e.getBoundingClientRect().top + scrollY));
}

/** Shows a view by the name of its tab, or by its entry behind the button where tabs have no room. */
export async function openTab(view, name) {
  const tab = view.getByRole('tab', { name, exact: true });
  const more = view.locator('details.more-views > summary');
  const entry = view.locator('details.more-views button', { hasText: name });
  const done = (click) =>
    click.then(
      () => true,
      () => false,
    );
  await view.getByRole('tab', { selected: true }).waitFor();
  // while a page is laid out, a tab without room may get some, and one that had room may lose it
  for (let left = 10; ; left--) {
    await tab.or(more).first().waitFor();
    if (left === 0) throw new Error(`The tab ${name} cannot be clicked.`);
    if (await tab.isVisible()) {
      if (await done(tab.click({ timeout: 3000 }))) break;
    } else if (await done(more.click({ timeout: 3000 })))
      if (await done(entry.click({ timeout: 3000 }))) break;
  }
  await view.locator(`[role="tab"][aria-selected="true"]`, { hasText: name }).waitFor();
}

/** Shows a part of Operations, which are buttons in a long line and a list in others. */
export async function openPart(view, words) {
  const button = view.locator('.stage-bar .segments button', { hasText: words });
  const list = view
    .locator('.stage-bar')
    .getByRole('combobox', { name: 'Operations', exact: true });
  await button.or(list).first().waitFor();
  if (await button.isVisible()) return button.click();
  const label = await list.locator('option', { hasText: words }).innerText();
  await list.selectOption({ label });
}
