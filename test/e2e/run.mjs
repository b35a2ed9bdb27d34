// Every end-to-end run, one after the other, or those named (node test/e2e/run.mjs main given); each has a workbench of its own.
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';

const here = import.meta.dirname;
const ENDING = '.e2e.mjs';
const all = readdirSync(here)
  .filter((file) => file.endsWith(ENDING))
  .map((file) => file.slice(0, -ENDING.length))
  .sort();
const wanted = process.argv.slice(2);
for (const name of wanted.filter((one) => !all.includes(one)))
  throw new Error(`There is no run ${name}. Choose from: ${all.join(', ')}.`);
for (const name of wanted.length > 0 ? wanted : all) {
  console.log(`-- ${name}${ENDING}`);
  if (spawnSync(process.execPath, [join(here, name + ENDING)], { stdio: 'inherit' }).status !== 0)
    process.exitCode = 1;
}
