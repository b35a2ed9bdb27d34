// Tables that are renamed, moved, written and deleted while their page is open: it says so, and follows.
import assert from 'node:assert/strict';
import { appendFileSync, copyFileSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import {
  closeTab,
  contextMenu,
  errors,
  explorerRow,
  rename,
  workbenchReady,
} from '../workbench/pages.mjs';
import { button, fit, panel, verdict } from './exploration-page.mjs';
import { session } from './session.mjs';

const passed = await session({}, async ({ page, folder, step, problems }) => {
  let view;
  const explore = async (file) => {
    await contextMenu(page, explorerRow(page, file), 'Explore Distribution');
    view = await panel(page);
    await view.locator('[role="tabpanel"] svg').first().waitFor({ timeout: 60_000 });
  };
  /** The page says so, and its heading and its tab have the name. */
  const follows = async (words, name) => {
    await view.locator('.file-news', { hasText: words }).waitFor({ timeout: 60_000 });
    await view.getByRole('heading', { name, exact: true }).waitFor();
    await page.locator('.tab', { hasText: `${name} — Distribution` }).waitFor();
  };
  const append = (file) => appendFileSync(join(folder, file), '0.5,0.5\n');

  await step('renamed in the Explorer', async () => {
    await workbenchReady(page, 'two-moons.csv', 'Flowscope');
    await explore('two-moons.csv');
    await rename(page, 'two-moons.csv', 'three-moons.csv');
    await follows('two-moons.csv was renamed. It is now three-moons.csv.', 'three-moons.csv');
  });

  await step('renamed outside VS Code', async () => {
    renameSync(join(folder, 'three-moons.csv'), join(folder, 'four-moons.csv'));
    await follows('three-moons.csv was renamed. It is now four-moons.csv.', 'four-moons.csv');
  });

  await step('grown: read again by itself', async () => {
    append('four-moons.csv');
    await view
      .locator('.file-news', { hasText: 'read again: 20,001 rows now, 20,000 rows before' })
      .waitFor({ timeout: 60_000 });
    await button(view, 'Dismiss').click();
    await view.locator('.file-news').waitFor({ state: 'detached' });
  });

  await step('where a fit is shown, a grown file is read again by a button', async () => {
    await fit(view, 5);
    await button(view, 'Stop and Keep Best').waitFor();
    await verdict(view);
    append('four-moons.csv');
    await view
      .locator('.file-news', { hasText: 'The file changed on disk' })
      .waitFor({ timeout: 60_000 });
    await button(view, 'Refresh').click();
    await view.locator('.file-news').waitFor({ state: 'detached', timeout: 60_000 });
    await view.getByText('20,002 rows, 2 columns').first().waitFor({ timeout: 60_000 });
    await view.getByText('not about these').waitFor();
  });

  await step('the last fit of a table is found under its new name', async () => {
    await fit(view, 5);
    await button(view, 'Stop and Keep Best').waitFor();
    await verdict(view);
    await closeTab(page, 'four-moons.csv');
    renameSync(join(folder, 'four-moons.csv'), join(folder, 'five-moons.csv'));
    await explore('five-moons.csv');
    await view.locator('.verdict', { hasText: 'nats per row' }).waitFor({ timeout: 60_000 });
    await closeTab(page, 'five-moons.csv');
  });

  await step('its folder is renamed in the Explorer, then outside VS Code', async () => {
    mkdirSync(join(folder, 'a-runs'));
    copyFileSync(join(folder, 'rings.csv'), join(folder, 'a-runs', 'inner.csv'));
    await explorerRow(page, 'a-runs').click();
    await explore('inner.csv');
    await rename(page, 'a-runs', 'b-runs');
    await follows(`inner.csv was moved. Its folder is now ${join(folder, 'b-runs')}.`, 'inner.csv');
    renameSync(join(folder, 'b-runs'), join(folder, 'c-runs'));
    await follows(`inner.csv was moved. Its folder is now ${join(folder, 'c-runs')}.`, 'inner.csv');
  });

  await step('deleted: said, and what was read stays', async () => {
    rmSync(join(folder, 'c-runs'), { recursive: true });
    await view
      .locator('.file-news', { hasText: 'inner.csv is no longer there' })
      .waitFor({ timeout: 60_000 });
    await button(view, 'Choose the File…').waitFor();
    assert.ok(await view.locator('[role="tabpanel"] svg').first().isVisible());
    assert.deepEqual(await errors(page), []);
  });

  await step('nothing was blocked, nothing failed, nothing left the machine', () =>
    assert.deepEqual(problems(), []),
  );
});
process.exitCode = passed ? 0 : 1;
