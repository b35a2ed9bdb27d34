// npm run pictures: every view of a fitted example, in the real workbench, as test-output/pictures/NAME.png.
import { contextMenu, explorerRow, workbenchReady } from '../test/workbench/pages.mjs';
import { button, fit, openTab, panel, verdict } from '../test/e2e/exploration-page.mjs';
import { screenshot, session } from '../test/e2e/session.mjs';

const FILE = 'two-moons.csv';
const SECONDS = 30;

const passed = await session({}, async ({ page, step }) => {
  await step(`fit ${FILE}`, async () => {
    await workbenchReady(page, FILE, 'Flowscope');
    await contextMenu(page, explorerRow(page, FILE), 'Explore Distribution');
    const view = await panel(page);
    await fit(view, SECONDS);
    await button(view, 'Stop and Keep Best').waitFor();
    await verdict(view);
    for (const tab of ['Marginals', 'Cloud', 'Layers', 'Training', 'Compare']) {
      await openTab(view, tab);
      await page.waitForTimeout(3000); // charts have no sign of being done
      await screenshot(page, `pictures/${tab.toLowerCase()}`);
    }
  });
});
process.exitCode = passed ? 0 : 1;
