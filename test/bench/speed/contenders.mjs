// Who takes part: --engines kernel:1,kernel:2,wasm,zuko:1,...; the number after the colon is that of threads.
import { ourEngine } from './ours.mjs';
import { peer } from './peers.mjs';
import { note } from './report.mjs';

const OURS = ['kernel', 'wasm', 'cpu', 'tensorflow'];
export const DEFAULT = 'kernel:1,kernel:2';
export const WITH_PEERS = `${DEFAULT},wasm,tensorflow:1,tensorflow:2,zuko:1,zuko:2,nflows:1,nflows:2,flowjax:2,flowjax-scan:2`;

/** Ends the process with a sentence where one is not installed. */
export async function contenders(list) {
  const all = [];
  try {
    for (const entry of list.split(',')) {
      const [engine, threads = '1'] = entry.split(':');
      all.push(
        OURS.includes(engine)
          ? await ourEngine(engine, Number(threads))
          : peer(engine, Number(threads)),
      );
    }
  } catch (error) {
    note(error.message);
    process.exit(1);
  }
  return all;
}
