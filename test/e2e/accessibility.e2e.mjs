// Everybody's main job: by keyboard alone, with a visible focus; and every view in three themes through axe-core.
import assert from 'node:assert/strict';
import { activityIcon, runCommand, THEMES, wear, workbenchReady } from '../workbench/pages.mjs';
import { expectClean, loadAxe } from './axe.mjs';
import { button, openPart, openTab, panel, verdict, withViewOptions } from './exploration-page.mjs';
import { screenshot, session } from './session.mjs';

const FILE = 'mixed-table.csv';
const TABS = ['Marginals', 'Cloud', 'Layers', 'Training', 'Compare', 'Operations'];
const DRAWN = {
  Marginals: '.chart svg',
  Cloud: 'canvas',
  Layers: 'canvas',
  Training: '.chart svg',
  Compare: '.chart svg',
  Operations: '.chain-result .chart svg',
};

const passed = await session({}, async ({ page, step, problems }) => {
  let view;
  const press = (keys) => page.keyboard.press(keys);
  /** What has the focus in the panel: its words, and whether that is to be seen. */
  const focused = () =>
    view.locator('main').evaluate(() => {
      const deepest = (element) =>
        element?.shadowRoot?.activeElement ? deepest(element.shadowRoot.activeElement) : element;
      const host = document.activeElement;
      const inner = deepest(host);
      const seen = (element) => {
        const style = getComputedStyle(element);
        return (
          (style.outlineStyle !== 'none' && Number.parseFloat(style.outlineWidth) > 0) ||
          style.boxShadow !== 'none' ||
          element.matches('[aria-selected="true"]')
        );
      };
      const border = (element) => getComputedStyle(element).borderColor;
      const around = [inner, host, ...(host.shadowRoot?.querySelectorAll('*') ?? [])];
      const focusColour = getComputedStyle(document.documentElement)
        .getPropertyValue('--vscode-focusBorder')
        .trim();
      const probe = document.createElement('i');
      probe.style.color = focusColour;
      document.body.append(probe);
      const wanted = getComputedStyle(probe).color;
      probe.remove();
      return {
        words: (host.getAttribute('aria-label') ?? host.textContent ?? '').trim(),
        tag: host.tagName,
        seen: around.some((e) => seen(e) || border(e).includes(wanted)),
      };
    });
  /** Goes on with Tab until something with these words has the focus; every stop on the way must be visible. */
  const tabTo = async (words) => {
    for (let stops = 0; stops < 90; stops++) {
      const now = await focused();
      if (now.tag !== 'BODY')
        assert.ok(now.seen, `The focus on ${now.tag} "${now.words}" is not to be seen.`);
      if (words.test(now.words)) return now;
      await press('Tab');
    }
    throw new Error(`Tab never came to ${words}.`);
  };
  const palette = async (input, row) => {
    await page.locator('.quick-input-widget input').first().waitFor({ state: 'visible' });
    await page.keyboard.type(input);
    await page.locator('.quick-input-list .monaco-list-row.focused', { hasText: row }).waitFor();
    await press('Enter');
  };

  await step('keys alone open a table and explore it', async () => {
    await workbenchReady(page, FILE, 'Flowscope');
    await press('Control+P');
    await palette(FILE, FILE);
    await page.locator('.tab.active', { hasText: FILE }).waitFor();
    await press('F1');
    await palette('Flowscope: Explore Distribution', 'Explore Distribution');
    view = await panel(page);
    await view.locator('.chart svg').first().waitFor();
    await view.locator('main').evaluate(() => window.focus());
  });

  await step(
    'keys alone fit a flow and read the verdict; the focus is always to be seen',
    async () => {
      await tabTo(/^Fit Normalizing Flow$/);
      await press('Enter');
      await view.locator('.progress').waitFor();
      assert.match(await verdict(view), /nats per row/);
    },
  );

  await step(
    'keys alone go through the views, select rows, undo that, and open the menu of a chart',
    async () => {
      await tabTo(/^Marginals$/);
      for (const name of TABS.slice(1)) {
        await press('ArrowRight');
        await view.locator(`[role="tab"][aria-selected="true"]`, { hasText: name }).waitFor();
        await view.locator(`[role="tabpanel"] ${DRAWN[name]}`).first().waitFor({ timeout: 60_000 });
      }
      await press('Home');
      await view.locator('.brush').first().waitFor();
      await tabTo(/^Select by/);
      await press('Shift+ArrowLeft');
      await press('Shift+ArrowLeft');
      await view
        .getByText(/of [\d,]+ rows selected/)
        .first()
        .waitFor();
      await press('Control+Z');
      await press('Control+Z');
      await view.locator('.selected-words').waitFor({ state: 'detached' });
      await press('Shift+ArrowLeft');
      await view.locator('.selected-words').waitFor();
      await press('Escape');
      await view.locator('.selected-words').waitFor({ state: 'detached' });
      await tabTo(/^Axis and range/);
      await press('Enter');
      await view.locator('.axis-menu[open]').waitFor();
    },
  );

  for (const theme of Object.keys(THEMES))
    await step(`axe-core finds nothing to mend in any view, ${THEMES[theme]}`, async () => {
      await wear(page, theme);
      const frame = await (await view.locator('main').elementHandle()).ownerFrame();
      await loadAxe(frame);
      for (const tab of TABS) {
        await openTab(view, tab);
        await view.locator(`[role="tabpanel"] ${DRAWN[tab]}`).first().waitFor({ timeout: 60_000 });
        await expectClean(frame, tab);
        if (tab !== 'Cloud') continue;
        const lay = (label) =>
          withViewOptions(view, (options) =>
            options.getByLabel('layout', { exact: true }).selectOption({ label }),
          );
        for (const words of ['corner plot', 'tour', 'overlaid']) {
          await lay(words);
          await view.locator('[role="tabpanel"] canvas').first().waitFor();
          await expectClean(frame, `Cloud, ${words}`);
          await screenshot(page, `cloud-${theme}-${words.replaceAll(' ', '-')}`);
        }
        await lay('side by side');
      }
      for (const operation of [
        'Marginalise',
        'Condition',
        'Map',
        'Project',
        'Multiply',
        'Transform',
        'Mean of k',
      ]) {
        await view.locator('.add-operation summary').click();
        if (operation === 'Map') await expectClean(frame, 'Operations, the menu open');
        await view.locator('.choices button', { hasText: operation }).first().click();
        await view.locator('.step-form').waitFor();
        await expectClean(frame, `Operations, ${operation}`);
        await view.locator('.step-form').getByText('Cancel').click();
        await view.locator('.step-form').waitFor({ state: 'detached' });
      }
      await openPart(view, 'First flow');
      for (const [words, after] of [
        ['Build Up Our First Flow', 'Build Up Again'],
        ['Measure on This Machine', 'Measure Again'],
      ]) {
        await button(view, words).or(button(view, after)).first().waitFor({ timeout: 60_000 });
        if (await button(view, words).count()) await button(view, words).click();
        await button(view, after).waitFor({ timeout: 120_000 });
      }
      await expectClean(frame, 'Operations, First flow');
      await openPart(view, 'Chain');
      await openTab(view, 'Marginals');
      await view.locator('.brush').first().focus();
      await press('Shift+ArrowLeft');
      await view.locator('.selected-words', { hasText: 'selected:' }).waitFor();
      await view.locator('.rows-drawer .fold').click();
      await view.locator('table.rows').waitFor();
      await expectClean(frame, 'Marginals, rows selected and listed');
      await view.locator('.rows-drawer .fold').click();
      const described = view.locator('.rail-row.is-described').first();
      await described.getByRole('button', { name: /^Details of / }).click();
      await view
        .getByRole('button', { name: /^Effect of the transform/ })
        .first()
        .click();
      await expectClean(frame, 'Marginals, details of a column open');
      await press('Escape');
      await view.locator('.save-chart summary').first().click();
      await expectClean(frame, 'Marginals, saving open');
      await view.locator('.save-chart summary').first().press('Escape');
      await view.getByText('Show as table').first().click();
      await view.locator('.table-scroll').waitFor();
      await expectClean(frame, 'Marginals, as a table');
      await view.getByText('Show as table').first().click();
      await button(view, 'Clear').click();
    });

  await step(
    'keys alone settle how a text is read, and filter rows; both are clean, and what is wrong is said',
    async () => {
      const frame = await (await view.locator('main').elementHandle()).ownerFrame();
      await view.locator('main').evaluate(() => document.activeElement?.blur());
      await tabTo(/^Reading/);
      await press('Enter');
      await view.getByRole('table', { name: /first rows as they would be read/ }).waitFor();
      await expectClean(frame, 'Reading');
      await view.getByLabel('quotes').focus();
      await press('s'); // single
      await press('Tab');
      await view
        .getByText(/fields in single quotes/)
        .first()
        .waitFor();
      await expectClean(frame, 'Reading, with a choice');
      await view.getByLabel('quotes').selectOption('auto');
      await view.locator('details.reading > summary').press('Escape');
      await view.locator('details.rows-shown > summary').press('Enter');
      await view.getByLabel('rows where').waitFor(); // what is not seen yet takes no focus
      await view.getByLabel('rows where').focus();
      await page.keyboard.type('nonsense > 1');
      await press('Enter');
      const alert = view.locator('#filter-problem[role="alert"]');
      await alert.waitFor();
      assert.match(await alert.innerText(), /no such column/);
      assert.equal(await view.getByLabel('rows where').getAttribute('aria-invalid'), 'true');
      await expectClean(frame, 'a filter that was not understood');
      await view.getByLabel('rows where').fill('');
      await view.locator('details.rows-shown > summary').press('Escape');
    },
  );

  await step('the side panel is clean, too', async () => {
    await activityIcon(page, 'Flowscope').click();
    let side;
    for (let looks = 0; looks < 300 && !side; looks++) {
      for (const frame of page.frames())
        if (
          await frame
            .locator('main.inspector h1')
            .count()
            .catch(() => 0)
        )
          side = frame;
      if (!side) await page.waitForTimeout(100);
    }
    assert.ok(side, 'the side panel shows nothing');
    await side.locator('main.inspector .chart svg, main.inspector svg').first().waitFor();
    await loadAxe(side);
    await expectClean(side, 'the side panel');
    await runCommand(page, 'View: Toggle Primary Side Bar Visibility');
  });

  await step(
    'in a page of 300 x 700 the views begin on the first screen, and what opens is clean',
    async () => {
      await page.setViewportSize({ width: 348, height: 790 });
      const frame = await (await view.locator('main').elementHandle()).ownerFrame();
      await view.locator('.rail-button').waitFor();
      await screenshot(page, 'narrow');
      const place = await view.locator('[role="tablist"]').evaluate((tabs) => ({
        bottom: tabs.getBoundingClientRect().bottom,
        height: innerHeight,
        width: innerWidth,
      }));
      assert.ok(
        place.width <= 302 && place.height <= 702,
        `the page is ${place.width} x ${place.height}`,
      );
      assert.ok(place.bottom < place.height, `the tabs end at ${place.bottom} of ${place.height}`);
      await expectClean(frame, 'a narrow page');
      await view.locator('.rail-button').click();
      await expectClean(frame, 'a narrow page, the columns open');
      await screenshot(page, 'narrow-columns');
      await view.locator('#rail').press('Escape');
      await view.locator('details.view-options-menu > summary').click();
      await expectClean(frame, 'a narrow page, the options open');
    },
  );

  await step('nothing was blocked, nothing failed, nothing left the machine', () =>
    assert.deepEqual(problems(), []),
  );
});
process.exitCode = passed ? 0 : 1;
