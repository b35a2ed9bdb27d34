// Columns as conditions, as a user would: give a category and a number,
// fit, choose a level, look at the pictures, copy the command line.
import assert from 'node:assert/strict';
import {
  contextMenu,
  explorerRow,
  runCommand,
  THEMES,
  wear,
  workbenchReady,
} from '../workbench/pages.mjs';
import { expectClean, loadAxe } from './axe.mjs';
import { fit, openTab, panel, verdict } from './exploration-page.mjs';
import { session } from './session.mjs';

const FILE = 'mixed-table.csv';

const passed = await session({}, async ({ page, step, problems }) => {
  let view;
  const words = () => view.locator('.given p').innerText();

  await step('a category and a number are given', async () => {
    await workbenchReady(page, FILE, 'Flowscope');
    await contextMenu(page, explorerRow(page, FILE), 'Explore Distribution');
    view = await panel(page);
    await view.locator('[role="tabpanel"] svg').first().waitFor();
    for (const name of ['species', 'mass [g]']) {
      await view.getByRole('checkbox', { name: `${name}:` }).click();
      await view.getByRole('checkbox', { name: `${name}: given` }).waitFor();
    }
  });

  await step('the verdict is about the columns given these', async () => {
    await fit(view, 8);
    await view
      .locator('.verdict', { hasText: 'Given species, mass [g]' })
      .waitFor({ timeout: 120_000 });
    assert.match(await verdict(view), /linear Gaussian/);
    assert.match(await words(), /conditions of the rows/);
  });

  await step('a level and a number put the model beside rows like them', async () => {
    await view.locator('vscode-dropdown[aria-label="species"]').click();
    await view.getByRole('option', { name: 'Adelie' }).click();
    await view.locator('.given p', { hasText: 'with species = Adelie' }).waitFor();
    await view.getByRole('checkbox', { name: 'mass [g] as in the data' }).click();
    await view.locator('.given p', { hasText: 'the nearest' }).waitFor();
    assert.match(await words(), /linear Gaussian under these conditions/);
    for (const [tab, drawn] of [
      ['Cloud', 'canvas'],
      ['Layers', 'canvas'],
      ['Compare', 'table'],
      ['Marginals', 'svg'],
    ]) {
      await openTab(view, tab);
      await view.locator(`[role="tabpanel"] ${drawn}`).first().waitFor({ timeout: 60_000 });
      assert.equal(
        await view.locator('.state.problem').count(),
        0,
        `${tab}: ${await view.locator('.state.problem').allInnerTexts()}`,
      );
    }
  });

  await step('Compare lists the gain of each level', async () => {
    await openTab(view, 'Compare');
    await view.getByText('species = Gentoo').first().waitFor({ timeout: 60_000 });
    await view.getByText('A mixture of Gaussians with conditions is not fitted').waitFor();
  });

  await step('axe-core finds nothing to mend, in three themes', async () => {
    await loadAxe(view);
    for (const theme of Object.keys(THEMES)) {
      await wear(page, theme);
      await expectClean(view, theme);
    }
  });

  await step('after a reload both are still there', async () => {
    await Promise.all([
      page.waitForEvent('load', { timeout: 60_000 }),
      runCommand(page, 'Developer: Reload Window'),
    ]);
    view = await panel(page);
    await view
      .locator('.verdict', { hasText: 'Given species, mass [g]' })
      .waitFor({ timeout: 60_000 });
    await view
      .locator('.given p', { hasText: 'with species = Adelie' })
      .waitFor({ timeout: 60_000 });
  });

  await step('nothing was blocked, nothing failed, nothing left the machine', () =>
    assert.deepEqual(problems(), []),
  );
});
process.exitCode = passed ? 0 : 1;
