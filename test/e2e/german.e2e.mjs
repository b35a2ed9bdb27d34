// VS Code in German: the extension's menus, views and pages follow it, also in a narrow page.
import assert from 'node:assert/strict';
import {
  activityIcon,
  contextMenu,
  explorerRow,
  runCommand,
  workbenchReady,
} from '../workbench/pages.mjs';
import { resizeWebview } from '../workbench/sizes.mjs';
import { ask, button, openTab, panel, pictureTop } from './exploration-page.mjs';
import { screenshot, session } from './session.mjs';

const FILE = 'two-moons.csv';
/** The views, and what the picture of each is. */
const PICTURES = {
  Randverteilungen: '.chart svg',
  Punktwolke: 'canvas',
  Schichten: 'canvas',
  Training: '.chart svg',
  Vergleich: '.chart svg',
  Operationen: '.chart svg',
};
const TABS = Object.keys(PICTURES);
/** CSS pixels below the top of a page of 350 x 800 by which the picture of a view has begun. */
const NARROW_WITHIN = 260;

const passed = await session({ language: 'de' }, async ({ page, step, problems }) => {
  let view;
  await step('the empty side panel offers examples in German', async () => {
    await workbenchReady(page, FILE, 'Flowscope');
    await activityIcon(page, 'Flowscope').click();
    for (const label of ['Tabelle wählen oder ablegen', 'Zwei Monde', 'Eine gemischte Tabelle'])
      await page.locator('.sidebar .monaco-list-row', { hasText: label }).first().waitFor();
    await page.locator('.activitybar a[aria-label^="Explorer"]').first().click();
  });

  await step('the menu of a file speaks German', async () => {
    await contextMenu(page, explorerRow(page, FILE), 'Verteilung erkunden');
    view = await panel(page);
    await view.locator('[role="tabpanel"] svg').first().waitFor();
  });

  await step('so does the page, with its numbers', async () => {
    assert.equal(await view.locator('html').getAttribute('lang'), 'de');
    assert.match(await view.locator('header').innerText(), /20\.000 Zeilen, 2 Spalten/);
    for (const tab of TABS) await view.getByRole('tab', { name: tab, exact: true }).waitFor();
  });

  await step('what the service noticed and refuses is German, too', async () => {
    await view.locator('details.notes > summary', { hasText: /Hinweise?/ }).click();
    await view.getByText('Gelesen mit "," zwischen den Feldern.').waitFor();
    await view.locator('details.rows-shown > summary').click();
    await view.getByLabel('Zeilen mit').fill('nichts > 1');
    await view.getByLabel('Zeilen mit').press('Enter');
    await view.getByText('Der Filter nennt „nichts“, und es gibt keine solche Spalte.').waitFor();
    await view.getByLabel('Zeilen mit').fill('');
  });

  await step('and the side panel', async () => {
    await activityIcon(page, 'Flowscope').click();
    for (const title of ['Spalten', 'Modelle'])
      await page.locator('.pane-header .title', { hasText: title }).first().waitFor();
    await page.locator('.pane-body', { hasText: 'numerisch' }).first().waitFor();
    await screenshot(page, 'german-side-panel');
    view = await panel(page); // another page has come before it
  });

  await step('a fit says how it goes, in German', async () => {
    await ask(view, 'Sekunden', 8);
    await button(view, 'Normalisierenden Fluss anpassen').click();
    await button(view, 'Anhalten, Bestes behalten').waitFor();
    await button(view, 'Normalisierenden Fluss anpassen').waitFor({ timeout: 120_000 });
    await button(view, 'Modell speichern').waitFor();
    assert.match(
      await view.locator('.verdict[role="status"]').innerText(),
      /^Der Fluss beschreibt diese Daten besser als eine Gauß-Verteilung: \+0,\d\d ± 0,\d\d Nats pro Zeile auf 2\.\d\d\d Testzeilen\.$/,
    );
  });

  await step('nothing is wider than a narrow page', async () => {
    await runCommand(page, 'View: Toggle Primary Side Bar Visibility');
    view = await panel(page);
    for (const [width, height] of [
      [1400, 900],
      [348, 1600],
    ]) {
      await page.setViewportSize({ width, height });
      for (const tab of TABS) {
        await openTab(view, tab);
        await view
          .locator('[role="tabpanel"] .loading')
          .first()
          .waitFor({ state: 'detached', timeout: 60_000 });
        const [inner, outer] = await view
          .locator('html')
          .evaluate((html) => [html.scrollWidth, html.clientWidth]);
        assert.ok(inner <= outer, `${tab} is ${inner} pixels wide in ${outer}`);
        await screenshot(page, `german-${width}-${tab.toLowerCase()}`);
      }
    }
  });

  await step('in 350 x 800 the picture begins near the top, though words are longer', async () => {
    await resizeWebview(page, view, { width: 350, height: 800 });
    const begun = {};
    for (const tab of TABS) begun[tab] = await pictureTop(view, tab, PICTURES[tab]);
    console.log(`        at 350: ${JSON.stringify(begun)}`);
    for (const [tab, begins] of Object.entries(begun))
      assert.ok(begins <= NARROW_WITHIN, `${tab} begins ${begins} px below the top`);
  });

  await step('nothing was blocked, nothing failed, nothing left the machine', () =>
    assert.deepEqual(problems(), []),
  );
});
process.exitCode = passed ? 0 : 1;
