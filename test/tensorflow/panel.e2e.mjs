// The native engine in a real workbench, by clicks: with `flowscope.engine`
// set one click fits with tfjs-node, and the page says what computed and why.
import assert from 'node:assert/strict';
import { contextMenu, explorerRow, workbenchReady } from '../workbench/pages.mjs';
import { button, openTab, panel, verdict } from '../e2e/exploration-page.mjs';
import { screenshot, session } from '../e2e/session.mjs';

const FILE = 'two-moons.csv';
const settings = {
  'flowscope.engine': 'tensorflow',
  'flowscope.flow': 'spline-autoregressive',
  'flowscope.fitSeconds': 15,
};

const passed = await session({ settings }, async ({ page, step, problems }) => {
  let view;
  await step('the engine of the setting is chosen, and the alternatives can be', async () => {
    await workbenchReady(page, FILE, 'Flowscope');
    await contextMenu(page, explorerRow(page, FILE), 'Explore Distribution');
    view = await panel(page);
    const engine = view.locator('[aria-label="engine"]');
    assert.equal(await engine.evaluate((e) => e.value), 'tensorflow');
    for (const other of [
      'choose for me',
      'kernel',
      'WebAssembly',
      'plain JavaScript',
      'double precision',
    ])
      assert.match((await engine.allTextContents()).join(), new RegExp(other));
  });

  await step('one click fits', async () => {
    await button(view, 'Fit Normalizing Flow').click();
    await button(view, 'Stop and Keep Best').waitFor();
    assert.match(await verdict(view), /The flow|nats per row/);
  });

  await step('the page says which engine computed, and why', async () => {
    await openTab(view, 'Training');
    const text = await view.locator('[role="tabpanel"]').innerText();
    await screenshot(page, 'tensorflow-panel');
    assert.match(text, /tfjs-node \(native TensorFlow\)/);
    assert.match(text, /tfjs-node 4\.22\.0 on TensorFlow .*(one thread|all threads)/);
  });

  await step('nothing was blocked, nothing failed, nothing left the machine', () =>
    assert.deepEqual(problems(), []),
  );
});
process.exitCode = passed ? 0 : 1;
