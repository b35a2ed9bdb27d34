// The first minute, in a window without a folder: an example from the
// side panel, the palette and the walkthrough, and the words behind "?".
import assert from 'node:assert/strict';
import { activityIcon, runCommand } from '../workbench/pages.mjs';
import { panel } from './exploration-page.mjs';
import { screenshot, session } from './session.mjs';

const STEPS = 4;

const passed = await session({ empty: true }, async ({ page, step, problems }) => {
  const row = (text) => page.locator('.sidebar .monaco-list-row', { hasText: text }).first();
  let view;
  const shows = async (file) => {
    await page
      .locator('.tab.active', { hasText: `${file} — Distribution` })
      .waitFor({ timeout: 60_000 });
    view = await panel(page);
    await view.getByRole('heading', { name: file }).waitFor();
    await view.locator('[role="tabpanel"] svg, [role="tabpanel"] canvas').first().waitFor();
  };

  await step('the empty side panel offers examples: one click opens a page', async () => {
    await activityIcon(page, 'Flowscope').click({ timeout: 60_000 });
    for (const label of ['Two moons', 'A neuron', 'A mixed table'])
      await row(label).waitFor({ timeout: 30_000 });
    await screenshot(page, 'examples-side-panel');
    await row('Two moons').click();
    await shows('two-moons.csv');
  });

  await step(
    'a "?" explains words, with keys alone, within the page, also a narrow one',
    async () => {
      await runCommand(page, 'View: Toggle Primary Side Bar Visibility');
      view = await panel(page); // the page of the side panel is gone
      for (const [width, height] of [
        [1400, 900],
        [348, 790],
      ]) {
        await page.setViewportSize({ width, height });
        const mark = view.locator('[role="tabpanel"] details.help > summary').first();
        await mark.focus();
        await page.keyboard.press('Enter');
        const box = view.locator('.explanation');
        await box.waitFor();
        await screenshot(page, `help-${width}`);
        assert.match(await box.innerText(), /The distribution of one column/);
        const [place, inner] = await box.evaluate((element) => {
          const { left, top, right, bottom } = element.getBoundingClientRect();
          return [
            { left, top, right, bottom },
            { width: innerWidth, height: innerHeight },
          ];
        });
        assert.ok(
          place.left >= 0 &&
            place.top >= 0 &&
            place.right <= inner.width &&
            place.bottom <= inner.height,
          `${JSON.stringify(place)} lies beyond ${JSON.stringify(inner)}`,
        );
        await page.keyboard.press('Escape');
        await box.waitFor({ state: 'detached' });
        assert.ok(await mark.evaluate((element) => element === document.activeElement));
      }
      await page.setViewportSize({ width: 1400, height: 900 });
    },
  );

  await step('the command asks which', async () => {
    await runCommand(page, 'Flowscope: Explore an Example');
    await page.locator('.quick-input-list .monaco-list-row', { hasText: 'lif-neuron.csv' }).click();
    await shows('lif-neuron.csv');
  });

  await step('the walkthrough has its pictures, and opens an example', async () => {
    await runCommand(page, 'View: Close All Editors');
    await runCommand(page, 'Welcome: Open Walkthrough...');
    await page
      .locator('.quick-input-list .monaco-list-row', { hasText: 'Get Started with Flowscope' })
      .click();
    const steps = page.locator('.gettingStartedContainer .getting-started-step');
    await steps.nth(STEPS - 1).waitFor();
    assert.equal(await steps.count(), STEPS);
    for (let k = 0; k < STEPS; k++) {
      await steps.nth(k).click();
      const picture = page.locator('.getting-started-media img').first();
      await picture.waitFor();
      await picture.evaluate((image) => image.decode());
      assert.ok((await picture.getAttribute('alt'))?.length > 20);
      await screenshot(page, `walkthrough-${k + 1}`);
    }
    await steps.first().click();
    await page.locator('.gettingStartedContainer').getByText('Explore Two Moons').click();
    await shows('two-moons.csv');
  });

  await step('nothing was blocked, nothing failed, nothing left the machine', () =>
    assert.deepEqual(problems(), []),
  );
});
process.exitCode = passed ? 0 : 1;
