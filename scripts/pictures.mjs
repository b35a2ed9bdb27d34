// npm run pictures: every view of a fitted example, in the real workbench, as test-output/pictures/THEME-WIDTH-VIEW.png.
// Options: --file two-moons.csv --seconds 30 --themes light,dark,contrast --widths 1400,300
// --keep: those of the README and the walkthrough alone, straight into media/pictures.
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import {
  activityIcon,
  contextMenu,
  explorerRow,
  runCommand,
  wear,
  workbenchReady,
} from '../test/workbench/pages.mjs';
import { button, fit, openPart, openTab, panel, verdict } from '../test/e2e/exploration-page.mjs';
import { root, screenshot, session } from '../test/e2e/session.mjs';

/** Themes of the pictures that are kept, by the end of their names. */
const KEPT = { dark: 'dark', light: 'light', hc: 'contrast', hcLight: 'light contrast' };

const { values: options } = parseArgs({
  options: {
    file: { type: 'string', default: 'two-moons.csv' },
    seconds: { type: 'string', default: '30' },
    themes: { type: 'string', default: 'light,dark,contrast' },
    widths: { type: 'string', default: '1400,300' },
    keep: { type: 'boolean', default: false },
  },
});
const folder = options.keep ? join(root, 'media/pictures') : 'pictures';
const passed = await session({}, async ({ page, step }) => {
  const shoot = async (name) => {
    await view
      .locator('[role="tabpanel"] .loading')
      .first()
      .waitFor({ state: 'detached', timeout: 60_000 });
    await page.waitForTimeout(1500); // charts have no sign of being done
    await screenshot(page, join(folder, name));
  };
  let view;
  const open = async (theme) => {
    await workbenchReady(page, options.file, 'Flowscope');
    await wear(page, theme);
    await contextMenu(page, explorerRow(page, options.file), 'Explore Distribution');
    view = await panel(page);
    await view.locator('[role="tabpanel"] svg').first().waitFor();
    if (!options.keep) await shoot('start');
  };
  if (options.keep) {
    const inThemes = async (name) => {
      for (const [suffix, theme] of Object.entries(KEPT)) {
        await wear(page, theme);
        await shoot(`${name}-${suffix}`);
      }
    };
    await step('the start', async () => {
      await page.setViewportSize({ width: 1060, height: 700 });
      await open('dark');
      await inThemes('start');
    });
    return step('views of a fit', async () => {
      await runCommand(page, 'View: Toggle Primary Side Bar Visibility');
      await fit(view, Number(options.seconds));
      await button(view, 'Stop and Keep Best').waitFor();
      await verdict(view);
      await runCommand(page, 'Notifications: Clear All Notifications');
      await inThemes('marginals');
      await openTab(view, 'Layers');
      await view.getByRole('slider').fill('2.4');
      await inThemes('layers');
      await openTab(view, 'Compare');
      await view.locator('.three-beside canvas').first().waitFor();
      await inThemes('compare');
      await openTab(view, 'Operations');
      await openPart(view, 'Transform');
      await button(view, 'Three roots').click();
      await page.setViewportSize({ width: 1060, height: 980 }); // its picture is whole
      await view.locator('.transform-picture').scrollIntoViewIfNeeded();
      await wear(page, 'dark');
      await shoot('transform-dark');
    });
  }
  await step(`fit ${options.file}`, async () => {
    await open(options.themes.split(',')[0]);
    await fit(view, Number(options.seconds));
    await button(view, 'Stop and Keep Best').waitFor();
    await page.waitForTimeout(Number(options.seconds) * 500);
    await openTab(view, 'Training');
    await shoot('training-live');
    await openTab(view, 'Marginals');
    await shoot('marginals-live');
    await verdict(view);
  });
  for (const theme of options.themes.split(','))
    await step(theme, async () => {
      await wear(page, theme);
      await page.setViewportSize({ width: 1400, height: 900 });
      await activityIcon(page, 'Flowscope').click();
      await shoot(`${theme}-side-panel`);
      await runCommand(page, 'View: Toggle Primary Side Bar Visibility');
      for (const width of options.widths.split(',').map(Number)) {
        await page.setViewportSize({ width, height: width < 600 ? 1600 : 900 });
        for (const tab of ['Marginals', 'Cloud', 'Layers', 'Training', 'Compare', 'Operations']) {
          await openTab(view, tab);
          await shoot(`${theme}-${width}-${tab.toLowerCase()}`);
          if (tab !== 'Layers') continue;
          await view.getByRole('slider').fill('2.4');
          await shoot(`${theme}-${width}-layers-between`);
          await view.getByRole('slider').press('End');
        }
        for (const menu of ['notes', 'rows-shown', 'reading', 'fit-options', 'more-results']) {
          const summary = view.locator(`details.${menu} > summary`);
          await summary.click();
          await shoot(`${theme}-${width}-${menu}`);
          await summary.press('Escape');
        }
      }
    });
});
process.exitCode = passed ? 0 : 1;
