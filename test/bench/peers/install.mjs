// Installs the libraries that benchmarks compare with, in the cache folder outside the clone: npm run bench:peers.
// Needs Python 3.11 or newer.
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { python } from '../speed/peers.mjs';

const run = (command, ...args) => execFileSync(command, args, { stdio: 'inherit' });
if (!existsSync(python)) run('python3', '-m', 'venv', dirname(dirname(python)));
run(python, '-m', 'pip', 'install', '--quiet', '-r', join(import.meta.dirname, 'requirements.txt'));
console.log(`ready: ${python}`);
