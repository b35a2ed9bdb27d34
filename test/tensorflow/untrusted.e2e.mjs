// An untrusted folder holds a tfjs-node: nothing of it runs,
// the fit ends on the embedded engine, and the page says why.
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { contextMenu, explorerRow, workbenchReady } from '../workbench/pages.mjs';
import { button, openTab, panel, verdict } from '../e2e/exploration-page.mjs';
import { screenshot, session } from '../e2e/session.mjs';

const FILE = 'gaussian.csv';
const settings = {
  'flowscope.engine': 'tensorflow',
  'flowscope.flow': 'affine-autoregressive',
  'flowscope.fitSeconds': 5,
};

const passed = await session(
  { settings, trust: true },
  async ({ page, profile, folder, step, problems }) => {
    let view;
    const trace = join(profile, 'it-ran');
    const home = join(folder, 'node_modules/@tensorflow/tfjs-node');
    mkdirSync(home, { recursive: true });
    writeFileSync(
      join(home, 'package.json'),
      '{"name":"@tensorflow/tfjs-node","version":"4.22.0","main":"index.js"}',
    );
    writeFileSync(
      join(home, 'index.js'),
      `require('fs').writeFileSync(${JSON.stringify(trace)}, '');`,
    );

    await step('the folder is not trusted', () =>
      page
        .locator('.statusbar-item', { hasText: 'Restricted Mode' })
        .first()
        .waitFor({ timeout: 60_000 }),
    );

    await step('a fit that asks for tfjs-node ends well, on the embedded engine', async () => {
      await workbenchReady(page, FILE, 'Flowscope');
      await contextMenu(page, explorerRow(page, FILE), 'Explore Distribution');
      view = await panel(page);
      await button(view, 'Fit Normalizing Flow').click();
      await button(view, 'Stop and Keep Best').waitFor();
      assert.match(await verdict(view), /Gaussian/);
    });

    await step(
      'the page and a message say that the node_modules of the workspace were not looked at',
      async () => {
        await openTab(view, 'Training');
        const text = await view.locator('[role="tabpanel"]').innerText();
        await screenshot(page, 'tensorflow-untrusted');
        assert.match(
          text,
          /were not looked at: the workspace is not trusted\. The embedded engine \(kernel\) computes instead\./,
        );
      },
    );

    await step('nothing of it ran, nothing failed, nothing left the machine', () => {
      assert.equal(existsSync(trace), false);
      assert.deepEqual(problems(), []);
    });
  },
);
process.exitCode = passed ? 0 : 1;
