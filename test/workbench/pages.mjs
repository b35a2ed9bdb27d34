// Driving the workbench's page: its Explorer, its command palette, its webviews.

/**
 * Waits until the Explorer lists a file and the activity bar
 * has our icon: then the extension's contributions are known.
 */
export async function workbenchReady(page, file, icon, timeout = 60_000) {
  await explorerRow(page, file).waitFor({ timeout });
  await activityIcon(page, icon).waitFor({ timeout });
}

/** The row of a file in the Explorer. */
export function explorerRow(page, file) {
  return page.locator('.explorer-folders-view .monaco-list-row', { hasText: file }).first();
}

/** An icon of the activity bar. */
export function activityIcon(page, title) {
  return page.locator(`.activitybar .action-item a[aria-label^="${title}"]`).first();
}

/** Picks an entry of the menu that a right click on an element opens. */
export async function contextMenu(page, element, label) {
  const item = page.locator('.monaco-menu .action-item', { hasText: label }).first();
  await untilDone(async () => {
    await element.click({ button: 'right' });
    await item.waitFor({ timeout: 15_000 });
  });
  // a menu ignores clicks in the moment it opens: it closes with the first one that counts
  for (let open = true; open; open = await item.isVisible()) {
    await item.click({ timeout: 1000 }).catch(() => undefined);
    await item.waitFor({ state: 'hidden', timeout: 1000 }).catch(() => undefined);
  }
}

/** Runs a command from the palette by its whole title, for example "Flowscope: Save Model". */
export async function runCommand(page, title) {
  const input = page.locator('.quick-input-widget input').first();
  const row = page.locator('.quick-input-list .monaco-list-row', { hasText: title }).first();
  // a view that takes the focus as it opens closes the palette: then it is opened again
  await untilDone(async () => {
    await page.keyboard.press('F1');
    await input.fill('>' + title, { timeout: 10_000 });
    await row.click({ timeout: 10_000 });
  });
}

/** Does something again when it timed out, three times at most. */
async function untilDone(action) {
  for (let left = 2; ; left--) {
    try {
      return await action();
    } catch (error) {
      if (left === 0 || error.name !== 'TimeoutError') throw error;
    }
  }
}

export const THEMES = {
  light: 'Light Modern',
  dark: 'Dark Modern',
  contrast: 'Dark High Contrast',
  'light contrast': 'Light High Contrast',
};

/** Changes the colour theme in the palette: the served workbench keeps user settings in the browser, not in files. */
export async function wear(page, theme) {
  const row = (state, text) =>
    page
      .locator(`.quick-input-widget .quick-input-list .monaco-list-row${state}`, { hasText: text })
      .first();
  await untilDone(async () => {
    await runCommand(page, 'Preferences: Color Theme');
    await row('', 'Modern').waitFor({ timeout: 10_000 });
    await page.keyboard.type(THEMES[theme]);
    await row('.focused', THEMES[theme]).waitFor({ timeout: 10_000 });
    await page.keyboard.press('Enter');
    await page.locator('.quick-input-widget').waitFor({ state: 'hidden', timeout: 10_000 });
  });
}

/** Answers the open quick input (an input box, or the simple file dialog) and confirms. */
export async function answer(page, text) {
  const input = page.locator('.quick-input-widget input[type="text"]').first();
  await input.waitFor({ state: 'visible', timeout: 15_000 });
  await settled(page, input); // the file dialog writes its own proposal a moment after it shows
  await input.fill(text);
  await settled(page, input); // and reads the folder that was typed
  await page.keyboard.press('Enter');
}

/** Waits until the value of a field has not changed for a second. */
async function settled(page, input) {
  for (let value = null, same = 0; same < 5; await page.waitForTimeout(200)) {
    const now = await input.inputValue();
    same = now === value ? same + 1 : 0;
    value = now;
  }
}

/** The document of the webview that holds `marker`: page > iframe.webview > iframe#active-frame. */
export async function webview(page, marker, timeout = 30_000) {
  const end = Date.now() + timeout;
  while (Date.now() < end) {
    for (const outer of await page.locator('iframe.webview').all()) {
      const frame = outer.contentFrame().frameLocator('iframe#active-frame');
      if (
        await frame
          .locator(marker)
          .count()
          .catch(() => 0)
      )
        return frame;
    }
    await page.waitForTimeout(100);
  }
  throw new Error(
    `No webview shows ${marker}. Frames:\n${page
      .frames()
      .map((f) => f.url())
      .join('\n')}`,
  );
}

/** A notification by its text. */
export function notification(page, text) {
  return page.locator('.notifications-toasts .notification-list-item', { hasText: text }).first();
}

/** Gives a file or folder of the Explorer another name. */
export async function rename(page, from, to) {
  const input = page.locator('.explorer-folders-view .monaco-inputbox input').first();
  await untilDone(async () => {
    if ((await explorerRow(page, to).count()) > 0) return; // the row came late, after the try before
    await contextMenu(page, explorerRow(page, from), 'Rename');
    await input.waitFor({ timeout: 10_000 });
    await input.fill(to);
    await input.press('Enter');
    await explorerRow(page, to).waitFor({ timeout: 10_000 });
  });
}

/** Closes the tab that shows a file's distribution. */
export async function closeTab(page, file) {
  const tab = page.locator('.tabs-container .tab', { hasText: `${file} — Distribution` }).first();
  await untilDone(async () => {
    if ((await tab.count()) === 0) return; // the click before was late
    await tab.click({ button: 'middle', timeout: 10_000 });
    await tab.waitFor({ state: 'detached', timeout: 10_000 });
  });
}

/** What notifications say went wrong. */
export async function errors(page) {
  return page
    .locator('.notification-list-item', { has: page.locator('.codicon-error') })
    .allInnerTexts();
}
