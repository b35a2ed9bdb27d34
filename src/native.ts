// Entry of the native process: composition only. `native.js serve FOLDER`
// computes on the tfjs-node in FOLDER, `probe` and `measure` look at it.
import { isMainThread } from 'node:worker_threads';
import { examine } from './engines/native/examine';
import { leash, waitForTheEnd } from './engines/native/leash';
import { serve } from './engines/native/serve';

const [, , mode, folder] = process.argv as [string, string, string, string];
if (!isMainThread) waitForTheEnd();
else if (mode === 'serve') {
  leash(__filename);
  serve(folder);
} else void examine(folder, mode === 'measure');
