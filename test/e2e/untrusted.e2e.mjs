// Workspace trust is on and the folder is not trusted: looking and fitting work all the same.
import assert from 'node:assert/strict';
import { contextMenu, explorerRow, runCommand, workbenchReady } from '../workbench/pages.mjs';
import { button, fit, panel, verdict } from './exploration-page.mjs';
import { session } from './session.mjs';

const FILE = 'gaussian.csv';

const passed = await session({ trust: true }, async ({ page, step, problems }) => {
  let view;
  await step('the folder is not trusted', async () => {
    await page
      .locator('.statusbar-item', { hasText: 'Restricted Mode' })
      .first()
      .waitFor({ timeout: 60_000 });
  });

  await step('an example opens all the same', async () => {
    await workbenchReady(page, FILE, 'Flowscope');
    await runCommand(page, 'Flowscope: Explore an Example');
    await page.locator('.quick-input-list .monaco-list-row', { hasText: 'two-moons.csv' }).click();
    view = await panel(page);
    await view.locator('[role="tabpanel"] svg').first().waitFor();
    await runCommand(page, 'View: Close All Editors');
  });

  await step('right click, Explore Distribution: marginals are drawn', async () => {
    await workbenchReady(page, FILE, 'Flowscope');
    await contextMenu(page, explorerRow(page, FILE), 'Explore Distribution');
    view = await panel(page);
    await view.locator('[role="tabpanel"] svg').first().waitFor();
  });

  await step('a fit with an embedded engine ends with a verdict', async () => {
    await fit(view, 5);
    await button(view, 'Stop and Keep Best').waitFor();
    assert.match(await verdict(view), /Gaussian/);
  });

  await step('nothing was blocked, nothing failed, nothing left the machine', () =>
    assert.deepEqual(problems(), []),
  );
});
process.exitCode = passed ? 0 : 1;
