// One end-to-end run: the packaged extension in a fresh workbench with a
// copy of the examples, and named steps with one screenshot on failure.
import { cpSync, mkdirSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { packageExtension } from '../../scripts/package.mjs';
import { launchBrowser } from '../workbench/browser.mjs';
import {
  address,
  freshProfile,
  installVsix,
  removeProfile,
  startServer,
} from '../workbench/server.mjs';
import { watch } from './watch.mjs';

export const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
export const output = join(root, 'test-output');

/**
 * Opens the workbench, hands it to `act`, and closes everything, whatever happens.
 *
 * @param settings  user settings of VS Code
 * @param trust  true: workspace trust is on, and the folder is not trusted yet
 * @param empty  true: a window without a folder
 * @param language  of VS Code; its own words stay English, as no language pack is installed
 * @param viewport  size of the window in CSS pixels
 * @param act  receives { page, profile, folder, step, problems }; `step(name, action)` runs and reports one step
 * @returns whether every step passed
 */
export async function session(
  {
    settings = {},
    trust = false,
    empty = false,
    language,
    viewport = { width: 1400, height: 900 },
  },
  act,
) {
  const profile = freshProfile(settings);
  const folder = join(profile, 'workspace');
  cpSync(join(root, 'examples'), folder, { recursive: true });
  const extensions =
    process.env.FLOWSCOPE_TEST_EXTENSIONS ?? installVsix(profile, packageExtension());
  const server = await startServer(profile, { trust, extensions });
  const browser = await launchBrowser();
  const count = { passed: 0, failed: 0 };
  try {
    const page = await browser.newPage({ viewport, reducedMotion: 'reduce' });
    // what the script of a language pack would leave there
    if (language)
      await page.addInitScript((code) => (globalThis._VSCODE_NLS_LANGUAGE = code), language);
    const { problems } = await watch(page);
    await page.goto(address(server.port, empty ? null : folder));
    const step = async (name, action) => {
      const start = Date.now();
      try {
        await action();
        count.passed++;
        console.log(`passed  ${name} (${Date.now() - start} ms)`);
      } catch (error) {
        count.failed++;
        console.log(`failed  ${name}\n${error.message}\n${await described(page)}`);
        await screenshot(page, `failed-${basename(process.argv[1], '.e2e.mjs')}`);
        throw error;
      }
    };
    await act({ page, profile, folder, step, problems });
  } catch (error) {
    if (count.failed === 0) console.error(error.message);
    count.failed ||= 1;
    if (process.env.FLOWSCOPE_VERBOSE) console.error(server.log().slice(-5000));
  } finally {
    await browser.close();
    await server.stop();
    removeProfile(profile);
  }
  console.log(`${count.passed} passed, ${count.failed} failed`);
  return count.failed === 0 && count.passed > 0;
}

/** What the pages of the extension show, for a failure where no screenshot can be fetched. */
async function described(page) {
  const limited = (answer) =>
    Promise.race([answer, sleep(5000, 'no answer in 5 s')]).catch((error) => error.message);
  const frames = page.frames().filter((frame) => frame.url().includes('fake.html'));
  const lines = frames.map((frame) =>
    limited(
      frame.evaluate(() => {
        const tabs = [...document.querySelectorAll('[role="tab"]')].map(
          (tab) => `${tab.textContent}${tab.className ? ` (${tab.className})` : ''}`,
        );
        const words = document.body.innerText.replaceAll(/\s+/g, ' ').slice(0, 400);
        return `${innerWidth} x ${innerHeight}; tabs ${tabs.join(', ')}; ${words}`;
      }),
    ),
  );
  return (await Promise.all(lines)).map((line) => `  page: ${line}`).join('\n');
}

/** Writes test-output/NAME.png, or NAME.png where NAME says the whole way. */
export async function screenshot(page, name) {
  const path = resolve(output, `${name}.png`);
  mkdirSync(dirname(path), { recursive: true });
  await page
    .screenshot({ path })
    .catch((error) => console.error(`No screenshot: ${error.message}`));
}
