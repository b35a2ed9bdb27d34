// Entry of the native process: composition only. `native.js serve FOLDER` computes on the tfjs-node in FOLDER, `probe` and `measure` look at it.
import { examine } from './engines/native/examine';
import { serve } from './engines/native/serve';

const [, , mode, folder] = process.argv as [string, string, string, string];
if (mode === 'serve') serve(folder);
else void examine(folder, mode === 'measure');
