// The main job as a user does it: explore a CSV, stop a fit, fit, read the verdict, look at every view, save, reload.
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  activityIcon,
  answer,
  contextMenu,
  explorerRow,
  runCommand,
  webview,
  workbenchReady,
} from '../workbench/pages.mjs';
import { button, fit, openTab, panel, verdict } from './exploration-page.mjs';
import { session } from './session.mjs';

const FILE = 'two-moons.csv';
const MODEL = 'moons-e2e.flow.safetensors';
const CHAIN = 'moons-e2e.flowscope.json';

const passed = await session({}, async ({ page, folder, step, problems }) => {
  let view;
  await step('the Explorer and the activity bar show', () =>
    workbenchReady(page, FILE, 'Flowscope'),
  );

  await step('right click, Explore Distribution: marginals are drawn', async () => {
    await contextMenu(page, explorerRow(page, FILE), 'Explore Distribution');
    view = await panel(page);
    await view.locator('[role="tabpanel"] svg').first().waitFor();
  });

  await step('a fit can be stopped and keeps the best', async () => {
    await fit(view, 600);
    await view.locator('.progress', { hasText: /step \d/ }).waitFor({ timeout: 60_000 });
    await button(view, 'Stop and Keep Best').click();
    await button(view, 'Fit Normalizing Flow').waitFor({ timeout: 60_000 });
    await button(view, 'Resume').waitFor();
  });

  await step('Fit Normalizing Flow ends with a verdict in nats per row', async () => {
    await fit(view, 10);
    await button(view, 'Stop and Keep Best').waitFor();
    assert.match(await verdict(view), /nats per row/);
  });

  await step('every view draws', async () => {
    for (const [tab, drawn] of [
      ['Cloud', 'canvas'],
      ['Layers', 'canvas'],
      ['Training', 'svg'],
      ['Compare', 'table'],
      ['Marginals', 'svg'],
    ]) {
      await openTab(view, tab);
      await view
        .locator(`[role="tabpanel"] ${drawn}`)
        .first()
        .waitFor({ timeout: 60_000 })
        .catch(() => {
          throw new Error(`The view ${tab} shows no ${drawn}.`);
        });
    }
  });

  await step('Save Model writes a file', async () => {
    await button(view, 'Save Model').click();
    await answer(page, join(folder, MODEL));
    const end = Date.now() + 20_000;
    while (!existsSync(join(folder, MODEL)) && Date.now() < end) await page.waitForTimeout(100);
    assert.ok(existsSync(join(folder, MODEL)), `${MODEL} was not written.`);
  });

  await step(
    'operations: a slider moves the exact conditional, which stays, is undone, and is saved',
    async () => {
      await openTab(view, 'Operations');
      await view.getByText('in closed form: every figure is exact').waitFor({ timeout: 60_000 });
      await view.locator('.add-operation summary').click();
      await view.locator('.choices button', { hasText: 'Condition' }).click();
      await view.getByText('Preview: given').waitFor({ timeout: 60_000 });
      const mean = () => view.locator('.moments tbody td').first().innerText();
      const before = await mean();
      await view.getByLabel('known value of y').fill('0.5');
      await view.locator('.moments tbody td').first().filter({ hasNotText: before }).waitFor();
      const sliding = await mean();
      await view.getByRole('spinbutton', { name: 'y is' }).fill('1');
      await view.getByRole('spinbutton', { name: 'y is' }).press('Tab');
      await view.locator('.moments tbody td').first().filter({ hasNotText: sliding }).waitFor();
      const moved = await mean();
      await button(view, 'Add').click();
      await view.locator('.crumbs button[aria-current]', { hasText: 'given y = 1' }).waitFor();
      await view.locator('.moments tbody td').first().filter({ hasText: moved }).waitFor();
      await page.keyboard.press('Control+z'); // the crumb has the focus
      await view.locator('.crumbs button', { hasText: 'given y' }).waitFor({ state: 'detached' });
      await button(view, 'Redo').click();
      await view.locator('.crumbs button[aria-current]', { hasText: 'given y = 1' }).waitFor();
      await button(view, 'Save Operations…').click();
      await answer(page, join(folder, CHAIN));
      const end = Date.now() + 20_000;
      while (!existsSync(join(folder, CHAIN)) && Date.now() < end) await page.waitForTimeout(100);
      assert.deepEqual(JSON.parse(readFileSync(join(folder, CHAIN), 'utf8')).steps, [
        { operation: 'condition', values: { y: 1 } },
      ]);
    },
  );

  await step('the side panel lists the model and shows the exploration', async () => {
    await activityIcon(page, 'Flowscope').click();
    await page
      .locator('.sidebar .monaco-list-row', { hasText: 'moons-e2e' })
      .first()
      .waitFor({ timeout: 20_000 });
    const inspector = await webview(page, 'main.inspector');
    await inspector.getByText(FILE).first().waitFor();
  });

  await step('after a reload the panel is back', async () => {
    await Promise.all([
      page.waitForEvent('load', { timeout: 60_000 }),
      runCommand(page, 'Developer: Reload Window'),
    ]);
    view = await panel(page);
    await view.getByRole('heading', { name: FILE }).waitFor();
    await view.locator('.verdict', { hasText: 'nats per row' }).waitFor({ timeout: 60_000 });
    await openTab(view, 'Operations');
    await view
      .locator('.crumbs button[aria-current]', { hasText: 'given y = 1' })
      .waitFor({ timeout: 60_000 });
    await openTab(view, 'Marginals');
    await view.locator('[role="tabpanel"] svg').first().waitFor({ timeout: 60_000 });
  });

  await step('operations open from the Explorer', async () => {
    await page.locator('.activitybar a[aria-label^="Explorer"]').first().click();
    await contextMenu(page, explorerRow(page, CHAIN), 'Open Operations');
    await page
      .locator('.tab.active', { hasText: `${CHAIN} — Operations` })
      .waitFor({ timeout: 60_000 });
    view = await panel(page);
    await view
      .locator('.crumbs button[aria-current]', { hasText: 'given y = 1' })
      .waitFor({ timeout: 60_000 });
    await view.getByText('in closed form: every figure is exact').waitFor({ timeout: 60_000 });
    await activityIcon(page, 'Flowscope').click();
  });

  await step('a file dropped onto the empty side panel is explored', async () => {
    await runCommand(page, 'View: Close All Editors');
    await page.locator('.activitybar a[aria-label^="Explorer"]').first().click();
    await explorerRow(page, 'rings.csv').dblclick();
    await page.locator('.tab', { hasText: 'rings.csv' }).waitFor();
    await activityIcon(page, 'Flowscope').click();
    const hint = page
      .locator('.sidebar .monaco-list-row', { hasText: 'Choose or drop a table' })
      .first();
    await hint.waitFor({ timeout: 20_000 });
    await page.locator('.tab', { hasText: 'rings.csv' }).first().dragTo(hint);
    await page
      .locator('.tab', { hasText: 'rings.csv — Distribution' })
      .waitFor({ timeout: 60_000 });
    await panel(page);
  });

  await step('nothing was blocked, nothing failed, nothing left the machine', () =>
    assert.deepEqual(problems(), []),
  );
});
process.exitCode = passed ? 0 : 1;
