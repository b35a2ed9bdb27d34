// Several seeds of a fit, models compared on their page, and the list of models by keyboard: rename, delete, undo.
import assert from 'node:assert/strict';
import {
  activityIcon,
  answer,
  contextMenu,
  explorerRow,
  workbenchReady,
} from '../workbench/pages.mjs';
import { ask, button, fit, openTab, panel, verdict } from './exploration-page.mjs';
import { session } from './session.mjs';

const FILE = 'rings.csv';

const passed = await session({}, async ({ page, step, problems }) => {
  let view;
  const models = page.locator('.sidebar .monaco-list[aria-label="Models"] .monaco-list-row');
  const named = (text) => models.filter({ hasText: text });

  await step('one fit, and one with two seeds', async () => {
    await workbenchReady(page, FILE, 'Flowscope');
    await contextMenu(page, explorerRow(page, FILE), 'Explore Distribution');
    view = await panel(page);
    await view.locator('[role="tabpanel"] svg').first().waitFor();
    await fit(view, 5);
    await button(view, 'Stop and Keep Best').waitFor();
    await verdict(view);
    await ask(view, 'seeds', 2);
    await fit(view, 8);
    await view.locator('.progress', { hasText: /Seed 2, 2 of 2/ }).waitFor({ timeout: 120_000 });
    await verdict(view);
  });

  await step('Compare With...: the difference of both, and the band of the seeds', async () => {
    await openTab(view, 'Compare');
    await view.getByText('2 seeds: gain').waitFor({ timeout: 60_000 });
    await button(view, 'Compare With…').click();
    await page.locator('.quick-input-widget .monaco-list-row').first().click();
    await page.keyboard.press('Enter');
    await view.getByText('Paired differences').waitFor({ timeout: 60_000 });
    assert.match(
      await view.locator('table', { hasText: 'Paired differences' }).innerText(),
      /rings · [^\n]+\s+−?\d\.\d{3} ± \d\.\d{3}/,
    );
  });

  await step('F2 renames the model that is chosen', async () => {
    await activityIcon(page, 'Flowscope').click();
    await models.nth(1).waitFor();
    await models.last().click();
    // its page draws in software, which may keep the workbench busy for a while
    await page.locator('.tab.active', { hasText: 'safetensors' }).waitFor({ timeout: 120_000 });
    await page.keyboard.press('F2');
    await answer(page, 'the first fit');
    await named('the first fit').waitFor({ timeout: 60_000 });
  });

  await step('Delete asks, and deletes; Ctrl+Z takes it back', async () => {
    await named('the first fit').click();
    await page.keyboard.press('Delete');
    await page
      .locator('.monaco-dialog-box', { hasText: 'Delete the unsaved model "the first fit"?' })
      .getByRole('button', { name: 'Delete' })
      .click();
    await named('the first fit').waitFor({ state: 'hidden' });
    await models.first().click();
    await page.keyboard.press('Control+z');
    await named('the first fit').waitFor({ timeout: 60_000 });
  });

  await step('nothing was blocked, nothing failed, nothing left the machine', () =>
    assert.deepEqual(problems(), []),
  );
});
process.exitCode = passed ? 0 : 1;
