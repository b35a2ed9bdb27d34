// A posterior of the simulated neuron, as a user would: parameters described, observations given, an observation taken
// from a row and moved, the checks; and axe-core in all themes.
import assert from 'node:assert/strict';
import { contextMenu, explorerRow, THEMES, wear, workbenchReady } from '../workbench/pages.mjs';
import { resizeWebview } from '../workbench/sizes.mjs';
import { expectClean, loadAxe } from './axe.mjs';
import { button, fit, openTab, panel, verdict, withViewOptions } from './exploration-page.mjs';
import { screenshot, session } from './session.mjs';

const FILE = 'lif-neuron.csv';
const GIVEN = ['firing rate [Hz]', 'mean potential [mV]', 'potential SD [mV]'];
const LEFT_OUT = ['mean interval [ms]', 'interval CV'];

const passed = await session({}, async ({ page, step, problems }) => {
  let view;
  const table = () => view.locator('[role="tabpanel"] table').first().innerText();

  await step('without observations the view says what it needs', async () => {
    await workbenchReady(page, FILE, 'Flowscope');
    await contextMenu(page, explorerRow(page, FILE), 'Explore Distribution');
    view = await panel(page);
    await view.locator('[role="tabpanel"] svg').first().waitFor();
    await openTab(view, 'Posterior');
    await view.getByText('A posterior is the density of parameters given observations').waitFor();
  });

  await step('parameters are described, observations given, and a flow is fitted', async () => {
    for (const name of [...GIVEN, ...LEFT_OUT]) {
      await view.getByRole('checkbox', { name: `${name}: described` }).click();
      await view.getByRole('checkbox', { name: `${name}: given` }).waitFor();
    }
    for (const name of LEFT_OUT) {
      await view.getByRole('checkbox', { name: `${name}: given` }).click();
      await view.getByRole('checkbox', { name: `${name}: left out` }).waitFor();
    }
    await fit(view, 8);
    await view.locator('.verdict', { hasText: 'Given firing rate' }).waitFor({ timeout: 120_000 });
    assert.match(await verdict(view), /nats per row/);
    await view.locator('[role="tabpanel"] canvas').first().waitFor({ timeout: 60_000 });
  });

  await step('an observation is taken from a row, whose parameters are marked', async () => {
    await view.getByLabel('row', { exact: true }).fill('10');
    await view.getByLabel('row', { exact: true }).press('Tab');
    await button(view, 'Take From the Table').click();
    await view.locator('.observation', { hasText: 'as in row 10' }).waitFor();
    await view.locator('[role="tabpanel"] th', { hasText: 'in row 10' }).first().waitFor();
    await screenshot(page, 'posterior');
  });

  await step('the posterior follows the observation', async () => {
    const before = await table();
    const slider = view.getByLabel('firing rate [Hz], on a slider');
    await slider.focus();
    for (let presses = 0; presses < 20; presses++) await page.keyboard.press('ArrowRight');
    await view.locator('.observation', { hasText: 'as in row 10' }).waitFor({ state: 'detached' });
    for (let looks = 0; (await table()) === before; looks++) {
      assert.ok(looks < 300, 'the table stays as it was');
      await page.waitForTimeout(100);
    }
  });

  await step('a prior is typed, and one that is nonsense is refused in a sentence', async () => {
    const type = (text) =>
      withViewOptions(view, async (options) => {
        await options.locator('details.prior-options > summary').click();
        const field = view.getByLabel('prior; empty: as in the table');
        await field.waitFor();
        await field.fill(text);
        await field.press('Enter');
        await field.press('Escape');
      });
    await type('nonsense');
    const alert = view.locator('[role="tabpanel"] [role="alert"]').first();
    await alert.waitFor();
    assert.doesNotMatch(await alert.innerText(), /undefined|Error:|^ +at /m);
    await type('');
    await alert.waitFor({ state: 'detached' });
  });

  await step('the checks say what they found', async () => {
    await button(view, 'Check on Pairs of the Table').click();
    await view.locator('.checks li').first().waitFor({ timeout: 120_000 });
    const words = await view.locator('.checks').innerText();
    for (const name of ['Simulation-based calibration', 'Expected coverage', 'TARP', 'Misspec'])
      assert.match(words, new RegExp(name));
    assert.doesNotMatch(words, /NaN|undefined/);
    await view.locator('.checks').scrollIntoViewIfNeeded();
    await screenshot(page, 'posterior-checks');
    await view.locator('[role="tabpanel"] .chart svg').last().scrollIntoViewIfNeeded();
    await screenshot(page, 'posterior-pictures');
  });

  for (const theme of Object.keys(THEMES))
    await step(`axe-core finds nothing to mend, ${THEMES[theme]}`, async () => {
      await wear(page, theme);
      const frame = await (await view.locator('main').elementHandle()).ownerFrame();
      await loadAxe(frame);
      await expectClean(frame, 'Posterior');
      await screenshot(page, `posterior-${theme}`);
    });

  await step('nothing is wider than a page of 300 px', async () => {
    await resizeWebview(page, view, { width: 300, height: 800 });
    await view.locator('[role="tabpanel"] canvas').first().waitFor();
    await screenshot(page, 'posterior-300');
    const { scroll, client } = await view.locator('main').evaluate(() => ({
      scroll: document.documentElement.scrollWidth,
      client: document.documentElement.clientWidth,
    }));
    assert.ok(scroll <= client, `${scroll} of ${client} px`);
  });

  await step('nothing was blocked, nothing failed, nothing left the machine', () =>
    assert.deepEqual(problems(), []),
  );
});
process.exitCode = passed ? 0 : 1;
