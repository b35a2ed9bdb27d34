// Every end-to-end run, one after the other; each has a workbench of its own.
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';

const here = import.meta.dirname;
for (const name of readdirSync(here).filter((file) => file.endsWith('.e2e.mjs')).sort()) {
  console.log(`-- ${name}`);
  if (spawnSync(process.execPath, [join(here, name)], { stdio: 'inherit' }).status !== 0) process.exitCode = 1;
}
