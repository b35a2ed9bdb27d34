// The stage: how far down the page the picture of each view begins, and that nothing is wider than a narrow page.
import assert from 'node:assert/strict';
import {
  contextMenu,
  explorerRow,
  runCommand,
  THEMES,
  wear,
  workbenchReady,
} from '../workbench/pages.mjs';
import { resizeWebview } from '../workbench/sizes.mjs';
import { expectClean, loadAxe } from './axe.mjs';
import { fit, openTab, optionsPlaced, panel, pictureTop } from './exploration-page.mjs';
import { screenshot, session } from './session.mjs';

const FILE = 'mixed-table.csv';
/** CSS pixels from the top of a page of 1280 x 800 by which a view's picture has begun, and what that picture is. */
const VIEWS = {
  Marginals: { within: 170, picture: '.chart svg' },
  Cloud: { within: 170, picture: 'canvas' },
  Layers: { within: 170, picture: 'canvas' },
  Training: { within: 210, picture: '.chart svg' },
  Compare: { within: 170, picture: '.chart svg' },
  Operations: { within: 210, picture: '.chart svg' },
};
const NARROW_WITHIN = 230;

const passed = await session({}, async ({ page, step, problems }) => {
  let view;
  const top = (tab) => pictureTop(view, tab, VIEWS[tab].picture);
  const sideways = () =>
    view.locator('html').evaluate((html) => html.scrollWidth - html.clientWidth);

  await step('a fitted table', async () => {
    await workbenchReady(page, FILE, 'Flowscope');
    await contextMenu(page, explorerRow(page, FILE), 'Explore Distribution');
    view = await panel(page);
    await view.locator('[role="tabpanel"] svg').first().waitFor();
    await runCommand(page, 'View: Toggle Primary Side Bar Visibility');
    await fit(view, 8);
    await view.locator('.results').waitFor({ timeout: 120_000 });
    assert.equal(await view.locator('.notices .banner').count(), 0);
  });

  for (const tab of Object.keys(VIEWS))
    await step(`${tab}: in 1280 x 800 the picture begins near the top`, async () => {
      await resizeWebview(page, view, { width: 1280, height: 800 });
      const { within } = VIEWS[tab];
      const begins = await top(tab);
      console.log(`        ${tab} at 1280: ${begins} of ${within} px`);
      assert.ok(begins <= within, `the picture begins ${begins} px below the top, not ${within}`);
    });

  await step('so it does in 350 x 800', async () => {
    await resizeWebview(page, view, { width: 350, height: 800 });
    const begun = {};
    for (const tab of Object.keys(VIEWS)) begun[tab] = await top(tab);
    console.log(`        at 350: ${JSON.stringify(begun)}`);
    for (const [tab, begins] of Object.entries(begun))
      assert.ok(begins <= NARROW_WITHIN, `${tab} begins ${begins} px below the top`);
  });

  for (const width of [300, 600, 900])
    await step(`nothing is wider than a page of ${width} px`, async () => {
      await resizeWebview(page, view, { width, height: 800 });
      for (const tab of Object.keys(VIEWS)) {
        await top(tab);
        assert.equal(await sideways(), 0, `${tab} is too wide`);
        await screenshot(page, `stage-${width}-${tab.toLowerCase()}`);
      }
    });

  await step('in a narrow page the columns are a drawer, which Escape closes', async () => {
    await resizeWebview(page, view, { width: 350, height: 800 });
    const open = view.locator('.rail-button');
    assert.equal(await view.locator('#rail').isVisible(), false);
    await open.click();
    await view.locator('#rail').waitFor();
    await view.locator('#rail').press('Escape');
    await view.locator('#rail').waitFor({ state: 'hidden' });
    assert.equal(await open.evaluate((e) => e === document.activeElement), true);
  });

  await step('what opens below a button lies within the page', async () => {
    for (const width of [1280, 700, 300]) {
      await resizeWebview(page, view, { width, height: 800 });
      await openTab(view, 'Cloud');
      await optionsPlaced(view);
      for (const menu of await view.locator('details.menu:visible > summary:visible').all()) {
        await menu.click();
        const box = menu.locator('xpath=following-sibling::*[1]');
        await box.waitFor();
        const { left, right } = await box.evaluate((e) => e.getBoundingClientRect());
        const words = (await menu.innerText()) || (await menu.getAttribute('title'));
        assert.ok(left >= 0 && right <= width, `${words} at ${width}: ${left} to ${right}`);
        await menu.press('Escape');
        await box.waitFor({ state: 'hidden' });
      }
    }
  });

  for (const theme of Object.keys(THEMES))
    await step(`axe-core finds nothing to mend in what opens, ${THEMES[theme]}`, async () => {
      await resizeWebview(page, view, { width: 1280, height: 800 });
      await wear(page, theme);
      await loadAxe(view);
      for (const menu of ['notes', 'rows-shown', 'fit-options', 'more-results', 'reading']) {
        await view.locator(`details.${menu} > summary`).click();
        await expectClean(view, `${menu} open`);
        await view.locator(`details.${menu} > summary`).press('Escape');
      }
    });

  await step('nothing was blocked, nothing failed, nothing left the machine', () =>
    assert.deepEqual(problems(), []),
  );
});
process.exitCode = passed ? 0 : 1;
