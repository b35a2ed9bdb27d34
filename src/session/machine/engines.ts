// The engines of this machine in a list, and the setup of the one that is installed apart.
import { join } from 'node:path';
import { openEngine } from '../../engines';
import { notLookedAt } from '../../engines/native/engine';
import { candidates } from '../../engines/native/find';
import { probe } from '../../engines/native/probe';
import { removeTensorflow, setUpTensorflow, type SetupHooks } from '../../engines/native/setup';
import { NOT_INSTALLED, type EngineState, type TensorflowPlaces } from '../../protocol/engines';
import { ENGINE_NAMES, type EngineName } from '../../protocol/choices';
import { say, type Sentence, together } from '../../protocol/sentence';
import { reasonOf } from '../../engines/engine-error';

/** Said before anything is downloaded. */
export const SETUP_NOTICE = say(
  'tfjs-node is downloaded over the network, from npm and from the servers of TensorFlow or PyPI (200 to 300 MB), and takes about 700 MB on disk.',
);

/** Every engine, with whether it works here and why not. tfjs-node has a line for each place where there is one. */
export async function listEngines(dist: string, places: TensorflowPlaces): Promise<EngineState[]> {
  const found: EngineState[] = [];
  // one after the other: TensorFlow.js has one backend at a time
  for (const name of ENGINE_NAMES)
    found.push(
      ...(name === 'tensorflow'
        ? await nativeEngines(dist, places)
        : [await embeddedEngine(name, dist)]),
    );
  return found;
}

async function embeddedEngine(name: EngineName, dist: string): Promise<EngineState> {
  try {
    const { reason } = await openEngine(name, { wasmFolder: join(dist, 'wasm') });
    return { name, state: 'ready', reason };
  } catch (error) {
    return {
      name,
      state: 'not available',
      reason: reasonOf(error),
    };
  }
}

async function nativeEngines(dist: string, places: TensorflowPlaces): Promise<EngineState[]> {
  const found: EngineState[] = [];
  for (const { folder, place } of candidates(places)) {
    const { report, reason } = await probe(join(dist, 'native.js'), folder, places.storage, {
      again: true,
    });
    const common = { name: 'tensorflow' as const, path: folder };
    found.push(
      report
        ? {
            ...common,
            state: 'ready',
            reason: say('{0}, installed in {1}', reason, place),
            version: report.version,
            library: report.library,
            devices: report.devices,
          }
        : {
            ...common,
            state: 'not available',
            reason: say('The one in {0} cannot be used. {1}', place, reason),
          },
    );
  }
  return found.length > 0
    ? found
    : [
        {
          name: 'tensorflow',
          state: 'not available',
          reason: together([NOT_INSTALLED, ...notLookedAt(places)]),
        },
      ];
}

/** @returns a sentence: what was installed */
export async function installTensorflow(
  dist: string,
  storage: string,
  hooks: SetupHooks,
): Promise<Sentence> {
  const { reason } = await setUpTensorflow({ storage, script: join(dist, 'native.js') }, hooks);
  return say(
    '{0} is ready: choose the engine "tensorflow" to fit with it. "auto" stays with the kernel, which is faster.',
    reason,
  );
}

/** @returns a sentence */
export async function uninstallTensorflow(storage: string): Promise<Sentence> {
  return say(
    (await removeTensorflow(storage))
      ? 'The tfjs-node that Flowscope installed was removed.'
      : 'Flowscope has installed no tfjs-node: there is nothing to remove.',
  );
}
