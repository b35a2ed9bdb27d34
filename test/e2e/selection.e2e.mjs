// One selection in every view: a rectangle in a cloud marks the
// same rows everywhere, Escape clears, rows open in the file.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { contextMenu, explorerRow, runCommand, workbenchReady } from '../workbench/pages.mjs';
import { button, fit, openTab, panel, verdict, withViewOptions } from './exploration-page.mjs';
import { root, session } from './session.mjs';

const FILE = 'gaussian.csv';
const [, ...lines] = readFileSync(join(root, 'examples', FILE), 'utf8')
  .trim()
  .split('\n');
const table = lines.map((line) => line.split(',').map(Number));
const MINUS = /−/g;

const passed = await session({}, async ({ page, step, problems }) => {
  let view;
  let rows;
  const words = () => view.locator('.selected-words', { hasText: 'selected:' });
  const marked = async (place = '.scatter-frame') => {
    const frame = view.locator(`[role="tabpanel"] ${place}[data-selected]`).first();
    await frame.waitFor({ timeout: 60_000 });
    return (await frame.getAttribute('data-selected')).split(',').map(Number);
  };
  /** Drags over an element, in parts of its width and height. */
  const drag = async (element, from, to) => {
    await element.scrollIntoViewIfNeeded();
    const { x, y, width, height } = await element.boundingBox();
    await page.mouse.move(x + from[0] * width, y + from[1] * height);
    await page.mouse.down();
    await page.mouse.move(x + to[0] * width, y + to[1] * height, { steps: 5 });
    await page.mouse.up();
  };

  await step(
    'a rectangle in a cloud selects the rows that lie in it, among all of the file',
    async () => {
      await workbenchReady(page, FILE, 'Flowscope');
      await contextMenu(page, explorerRow(page, FILE), 'Explore Distribution');
      view = await panel(page);
      await openTab(view, 'Cloud');
      await view.locator('.gestures').first().waitFor({ timeout: 60_000 });
      await drag(view.locator('.gestures').first(), [0.4, 0.45], [0.46, 0.52]);
      await words().waitFor();
      const said = (await words().innerText()).replace(MINUS, '-').replaceAll(',', '');
      const [count, of, ...ends] = said.match(/-?\d+(\.\d+)?/g).map(Number);
      const [aFrom, aTo, bFrom, bTo] = ends;
      rows = table.flatMap(([a, b], row) =>
        a >= aFrom && a <= aTo && b >= bFrom && b <= bTo ? [row] : [],
      );
      assert.equal(of, table.length);
      assert.equal(count, rows.length, said);
      assert.ok(rows.length >= 50 && rows.length <= 1000, `${rows.length} rows were selected`);
      assert.deepEqual(await marked(), rows);
    },
  );

  await step('the drawer lists these rows with their values', async () => {
    await view.locator('.rows-drawer .fold').click();
    const listed = [];
    for (;;) {
      await view.locator('.rows-drawer [aria-busy="false"] tr[data-row]').first().waitFor();
      const seen = await view
        .locator('.rows-drawer tr[data-row]')
        .evaluateAll((all) => all.map((tr) => Number(tr.dataset.row)));
      listed.push(...seen);
      if (listed.length >= rows.length) break;
      await button(view, 'Next').click();
      await view
        .locator(`.rows-drawer tr[data-row="${rows[listed.length]}"]`)
        .waitFor({ timeout: 60_000 });
    }
    assert.deepEqual(listed, rows);
  });

  await step('the corner plot and the marginals mark the same rows', async () => {
    await withViewOptions(view, (options) =>
      options.getByLabel('layout').selectOption({ label: 'corner plot' }),
    );
    await view.locator('[role="tabpanel"] .gestures').nth(2).waitFor();
    assert.deepEqual(await marked(), rows);
    await openTab(view, 'Marginals');
    const panels = view.locator('.marginal[data-selected]');
    await panels.nth(2).waitFor({ timeout: 60_000 });
    for (const figure of await panels.all())
      assert.equal(Number(await figure.getAttribute('data-selected')), rows.length);
  });

  await step('so do the layers of a flow', async () => {
    await fit(view, 5);
    await button(view, 'Stop and Keep Best').waitFor();
    await verdict(view);
    await openTab(view, 'Layers');
    await withViewOptions(view, (options) =>
      options.getByLabel('points').selectOption({ label: 'chosen rows' }),
    );
    const some = [...rows.slice(0, 50), rows[0] === 0 ? 1 : 0].sort((a, b) => a - b);
    await view.getByLabel('row numbers from 0').fill(some.join(', '));
    await button(view, 'Show Rows').click();
    const expected = some.filter((row) => rows.includes(row));
    for (const end = Date.now() + 60_000; ; await page.waitForTimeout(100))
      if (String(await marked()) === String(expected) || Date.now() > end) break;
    assert.deepEqual(await marked(), expected);
  });

  await step('Escape clears it everywhere, and Undo brings it back', async () => {
    await view.locator('[role="tab"][aria-selected="true"]').press('Escape');
    await words().waitFor({ state: 'detached' });
    assert.equal(await view.locator('[role="tabpanel"] .scatter-frame[data-selected]').count(), 0);
    await view.locator('[role="tab"][aria-selected="true"]').press('Control+z');
    await words().waitFor();
  });

  await step('it becomes the filter of the page', async () => {
    await button(view, 'Make a Filter').click();
    await view
      .locator('header', { hasText: `${rows.length} of 6,000 rows` })
      .waitFor({ timeout: 60_000 });
    await words().waitFor({ state: 'detached' });
  });

  await step('row 17 of the drawer opens its line in the file', async () => {
    await view.locator('details.rows-shown > summary').click();
    await view.locator('details.rows-shown').getByText('All Rows').click();
    await view.locator('details.rows-shown > summary').press('Escape');
    await button(view, 'All').click();
    await view.locator('.rows-drawer tr[data-row="17"] button.link').click();
    const text = lines[17].trim();
    await page
      .locator('.statusbar', { hasText: `Ln 19, Col ${text.length + 1} (${text.length} selected)` })
      .waitFor({ timeout: 60_000 });
  });

  await step('a point says its values, its log density, and how rare it is', async () => {
    await openTab(view, 'Cloud');
    const cloud = view.locator('.gestures').first();
    await cloud.waitFor({ timeout: 60_000 });
    await cloud.press('ArrowRight');
    const card = view.locator('.hover-card[role="status"]');
    await card.getByText(/10,000 (flow|model) samples/).waitFor({ timeout: 60_000 });
    await card.getByText(/log density .* nats/).waitFor();
  });

  await step('the next page of the file begins as this one was looked at', async () => {
    await withViewOptions(view, (options) =>
      options.getByLabel('layout').selectOption({ label: 'overlaid' }),
    );
    await page.locator('.tab', { hasText: `${FILE} —` }).click();
    await runCommand(page, 'View: Close Editor');
    await contextMenu(page, explorerRow(page, FILE), 'Explore Distribution');
    view = await panel(page);
    await view.locator('.rows-drawer .fold[aria-expanded="true"]').waitFor({ timeout: 60_000 });
    await openTab(view, 'Cloud');
    await withViewOptions(view, (options) =>
      options.getByLabel('layout').waitFor({ timeout: 60_000 }),
    );
    await withViewOptions(view, async (options) =>
      assert.equal(await options.getByLabel('layout').inputValue(), 'over'),
    );
    assert.equal(await words().count(), 0);
  });

  await step('nothing was blocked, nothing failed', () => assert.deepEqual(problems(), []));
});
process.exitCode = passed ? 0 : 1;
