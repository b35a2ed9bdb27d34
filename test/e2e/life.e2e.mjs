// The life of a fit: its tab is closed, its window is reloaded, and what it found is offered again.
import assert from 'node:assert/strict';
import {
  closeTab,
  contextMenu,
  errors,
  explorerRow,
  runCommand,
  workbenchReady,
} from '../workbench/pages.mjs';
import { button, fit, panel, verdict } from './exploration-page.mjs';
import { session } from './session.mjs';

const FILE = 'two-moons.csv';
const LONG = 600;

const passed = await session({}, async ({ page, step, problems }) => {
  let view;
  const explore = async () => {
    await contextMenu(page, explorerRow(page, FILE), 'Explore Distribution');
    view = await panel(page);
    await view.locator('[role="tabpanel"] svg').first().waitFor({ timeout: 60_000 });
  };
  const inTraining = () =>
    view.locator('.progress', { hasText: /step \d/ }).waitFor({ timeout: 60_000 });
  const offered = () =>
    view
      .locator('.interrupted', { hasText: 'The last fit was interrupted at step' })
      .waitFor({ timeout: 60_000 });

  await step('a tab closed in mid-fit: no error, and a word in the status bar', async () => {
    await workbenchReady(page, FILE, 'Flowscope');
    await explore();
    await fit(view, LONG);
    await inTraining();
    await closeTab(page, FILE);
    await page
      .locator('.statusbar', { hasText: `The fit of ${FILE} was interrupted and is kept` })
      .waitFor({ timeout: 60_000 });
    assert.deepEqual(await errors(page), []);
  });

  await step('the table opened again offers Resume, which goes on to a verdict', async () => {
    await explore();
    await offered();
    await button(view, 'Resume').click();
    await inTraining();
    await button(view, 'Stop and Keep Best').click();
    assert.match(await verdict(view), /nats per row/);
    await view.locator('.interrupted').waitFor({ state: 'detached' });
  });

  await step(
    'a window reloaded in mid-fit offers Resume beside the last finished fit',
    async () => {
      await fit(view, LONG);
      await inTraining();
      await Promise.all([
        page.waitForEvent('load', { timeout: 60_000 }),
        runCommand(page, 'Developer: Reload Window'),
      ]);
      view = await panel(page);
      await offered();
      await view.locator('.verdict', { hasText: 'nats per row' }).waitFor({ timeout: 60_000 });
      assert.deepEqual(await errors(page), []);
    },
  );

  await step('Discard gives it up; the finished fit stays', async () => {
    await button(view, 'Discard').click();
    await view.locator('.interrupted').waitFor({ state: 'detached' });
    await view.locator('.verdict', { hasText: 'nats per row' }).waitFor();
    await closeTab(page, FILE);
    await explore();
    await view.locator('.verdict', { hasText: 'nats per row' }).waitFor({ timeout: 60_000 });
    assert.equal(await view.locator('.interrupted').count(), 0);
  });

  await step('nothing was blocked, nothing failed, nothing left the machine', () =>
    assert.deepEqual(problems(), []),
  );
});
process.exitCode = passed ? 0 : 1;
