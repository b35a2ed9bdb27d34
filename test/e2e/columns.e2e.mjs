// Every column, as a user would: roles by keys in the list, marginals of a category and of dates, the Inspector.
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import {
  activityIcon,
  contextMenu,
  explorerRow,
  THEMES,
  wear,
  webview,
  workbenchReady,
} from '../workbench/pages.mjs';
import { openTab, panel } from './exploration-page.mjs';
import { session } from './session.mjs';

const FILE = 'mixed-table.csv';
const WIDE = 'wide-300.csv';
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** 300 columns: numbers, and every tenth a category. */
function wideTable() {
  const names = Array.from({ length: 300 }, (_, c) => (c % 10 === 9 ? `kind ${c}` : `value ${c}`));
  const rows = Array.from({ length: 200 }, (_, r) =>
    names.map((_, c) => (c % 10 === 9 ? `k${(r * c) % 4}` : ((r * (c + 7)) % 101) / 10)),
  );
  return [names, ...rows].map((row) => row.join(',')).join('\n');
}

const passed = await session({}, async ({ page, folder, step, problems }) => {
  let view;
  const role = (name) => view.getByRole('checkbox', { name: `${name}:` });
  const is = (name, state) => view.getByRole('checkbox', { name: `${name}: ${state}` }).waitFor();

  await step('the list names every column with its role', async () => {
    writeFileSync(join(folder, WIDE), wideTable());
    await workbenchReady(page, FILE, 'Flowscope');
    await contextMenu(page, explorerRow(page, FILE), 'Explore Distribution');
    view = await panel(page);
    await view.locator('[role="tabpanel"] svg').first().waitFor();
    assert.equal(await view.locator('.rail [role="row"]').count(), 7);
    await is('mass [g]', 'described');
    await is('species', 'left out');
    await view.locator('.rail-row', { hasText: 'species' }).locator('.tiny-bars path').waitFor();
  });

  await step('keys alone give a category and leave a number out', async () => {
    await role('mass [g]').focus();
    await page.keyboard.press('Space');
    await is('mass [g]', 'given');
    await page.keyboard.press('Space');
    await is('mass [g]', 'left out');
    await page.keyboard.press('ArrowUp'); // length
    await page.keyboard.press('ArrowUp'); // species
    await page.keyboard.press('Enter');
    await is('species', 'given');
    await view.getByRole('heading', { name: 'Not described' }).waitFor();
  });

  await step('the marginal of a category has bars with counts and shares', async () => {
    const figure = view.locator('figure[data-column="species"]');
    await figure.locator('.chart svg').waitFor();
    const words = await figure.locator('.chart svg').textContent();
    for (const level of ['Adelie', 'Chinstrap', 'Gentoo']) assert.match(words, new RegExp(level));
    assert.match(words, /\d+ · [\d.]+%/);
  });

  await step('the marginal of dates lies on a time axis', async () => {
    await view.getByRole('button', { name: 'measured on, show its marginal' }).click();
    const figure = view.locator('figure.sought[data-column="measured on"]');
    await figure.locator('.chart svg').waitFor();
    assert.match(await figure.locator('.chart svg').textContent(), /\d{4}/);
    await view.getByRole('button', { name: 'id, show its marginal' }).click();
    await view.locator('figure[data-column="id"]', { hasText: 'An identifier' }).waitFor();
  });

  await step('a click on a bar selects its rows, which every picture marks', async () => {
    const bars = view.locator('figure[data-column="species"] .brush');
    await bars.scrollIntoViewIfNeeded();
    const { x, y, width, height } = await bars.boundingBox();
    await page.mouse.click(x + width / 2, y + height / 6);
    const words = view.locator('.selected-words');
    await words.filter({ hasText: /\d.*species: \w+\./ }).waitFor(); // once they are counted
    const said = (await words.innerText()).replaceAll(',', '');
    const [count] = said.match(/\d+/g).map(Number);
    const [, level] = said.match(/species: (\w+)\./);
    const [head, ...lines] = readFileSync(join(folder, FILE), 'utf8').trim().split('\n');
    const place = head.split(',').indexOf('species');
    const own = lines.filter((line) => line.split(',')[place].trim() === level).length;
    assert.equal(count, own);
    await view.locator('figure[data-column="species"][data-selected]').waitFor();
    await view.locator('figure[data-column="measured on"][data-selected]').waitFor();
    // the same by keys, and a month of dates
    const dates = view.locator('figure[data-column="measured on"] .brush');
    await dates.press('ArrowRight');
    await view.locator('.hover-card[role="status"]', { hasText: 'selected' }).waitFor();
    await dates.press('Space');
    await view.locator('.selected-words', { hasText: 'measured on from' }).waitFor();
    await dates.press('Escape');
    await words.waitFor({ state: 'detached' });
  });

  await step('details of a column, and axe-core finds nothing to mend in any theme', async () => {
    await view.locator('main').evaluate(axe);
    for (const theme of Object.keys(THEMES)) {
      await wear(page, theme);
      await view.getByRole('button', { name: 'Details of length [mm]' }).click();
      await view.getByRole('dialog', { name: 'Details of length [mm]' }).waitFor();
      const found = await view
        .locator('main')
        .evaluate(async () => (await globalThis.axe.run(document)).violations);
      assert.deepEqual(
        found.flatMap((v) => v.nodes.map((n) => `${theme}: ${v.id}: ${n.target.join(' ')}`)),
        [],
      );
      await page.keyboard.press('Escape');
      await view.getByRole('dialog').waitFor({ state: 'detached' });
    }
  });

  await step('a column clicked in the side panel is shown there with its figures', async () => {
    await activityIcon(page, 'Flowscope').click();
    for (const [name, figure] of [
      ['mass [g]', 'median'],
      ['species', 'distinct values'],
    ]) {
      await page.locator('.sidebar .monaco-list-row', { hasText: name }).first().click();
      const inspector = await webview(page, 'main.inspector');
      await inspector.getByRole('region', { name: `Column ${name}` }).waitFor({ timeout: 60_000 });
      await inspector.getByText(figure, { exact: true }).waitFor();
      await inspector.locator('.chart svg').first().waitFor();
    }
  });

  await step('of 300 columns one is found, described, and seen', async () => {
    await page.locator('.activitybar a[aria-label^="Explorer"]').first().click();
    await contextMenu(page, explorerRow(page, WIDE), 'Explore Distribution');
    await page.locator('.tab.active', { hasText: WIDE }).waitFor();
    view = await panel(page);
    await view.getByRole('heading', { name: WIDE }).waitFor({ timeout: 60_000 });
    await openTab(view, 'Marginals');
    await view.getByLabel('Find a column').fill('kind 299');
    await view.getByRole('button', { name: 'kind 299, show its marginal' }).click();
    await view.locator('figure[data-column="kind 299"] .chart svg').waitFor({ timeout: 60_000 });
    await view.getByLabel('Find a column').fill('value 250');
    await role('value 250').click();
    await is('value 250', 'described');
  });

  await step('nothing was blocked, nothing failed, nothing left the machine', () =>
    assert.deepEqual(problems(), []),
  );
});
process.exitCode = passed ? 0 : 1;
