// Every end-to-end run, or those named: node test/e2e/run.mjs main given
// They run side by side, each in its own workbench with the one extension; a browser waits more than it computes.
import { readdirSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { packageExtension } from '../../scripts/package.mjs';
import { sideBySide } from '../../scripts/side-by-side.mjs';
import { launchBrowser } from '../workbench/browser.mjs';
import { freshProfile, installVsix, removeProfile } from '../workbench/server.mjs';

const here = import.meta.dirname;
const ENDING = '.e2e.mjs';
const all = readdirSync(here)
  .filter((file) => file.endsWith(ENDING))
  .map((file) => file.slice(0, -ENDING.length))
  .sort();
const wanted = process.argv.slice(2);
for (const name of wanted.filter((one) => !all.includes(one)))
  throw new Error(`There is no run ${name}. Choose from: ${all.join(', ')}.`);

const profile = freshProfile();
try {
  const env = {
    ...process.env,
    FLOWSCOPE_TEST_EXTENSIONS: installVsix(profile, packageExtension()),
  };
  await (await launchBrowser()).close(); // one that comes from npm is unpacked by its first start
  const runs = (wanted.length > 0 ? wanted : all).map((name) => ({
    name: name + ENDING,
    args: [join(here, name + ENDING)],
    env,
  }));
  for (const [{ name }, { passed, seconds }] of await sideBySide(runs, {
    lanes: availableParallelism() + 1,
  })) {
    console.log(`${name}: ${passed ? 'passed' : 'FAILED'} in ${seconds} s`);
    if (!passed) process.exitCode = 1;
  }
} finally {
  removeProfile(profile);
}
