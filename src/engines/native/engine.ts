// The engine `tensorflow`: TensorFlow.js on the native library, in a process of its own. Never loaded here.
import type { Engine } from '../../flows/engine';
import { NOT_INSTALLED, type TensorflowPlaces } from '../../protocol/engines';
import { candidates } from './find';
import { NativeFlow } from './flow';
import { probe } from './probe';
import type { Probe, ThreadSetting } from './probes';
import { NativeProcess, type NativeLost } from './process';
import { say, type Sentence, together } from '../../protocol/sentence';
import { EngineError } from '../engine-error';

export interface NativeOptions {
  /** the bundle of the native process */
  script: string;
  places: TensorflowPlaces;
  /** in place of those that measured best */
  threads?: ThreadSetting;
}

/** What a list without the packages of the workspace must say. */
export const notLookedAt = ({ untrusted }: TensorflowPlaces) =>
  untrusted
    ? [say('The node_modules of this workspace were not looked at: the workspace is not trusted.')]
    : [];

/** The first tfjs-node that works. @throws Error saying why none does */
export async function findNative({ script, places }: NativeOptions): Promise<Probe> {
  const reasons: Sentence[] = [];
  for (const { folder, place } of candidates(places)) {
    const found = await probe(script, folder, places.storage);
    if (found.report) return found;
    reasons.push(say('The tfjs-node in {0} cannot be used. {1}', place, found.reason));
  }
  throw new EngineError(together([reasons[0] ?? NOT_INSTALLED, ...notLookedAt(places)]));
}

/**
 * @param embedded opens the engine that goes on when the process dies in the middle of something
 * @param notice told then, once
 * @throws Error when no tfjs-node works here
 */
export async function nativeEngine(
  options: NativeOptions,
  embedded: () => Promise<Engine>,
  notice: (sentence: Sentence) => void,
): Promise<Engine> {
  const { folder, reason, threads: measured } = await findNative(options);
  const threads = options.threads ?? measured;
  const native = new NativeProcess({
    script: options.script,
    folder,
    variables: threads.variables,
  });
  let other: Promise<Engine> | null = null;
  let name: Engine['name'] = 'tensorflow';
  const instead = (lost: NativeLost) => {
    other ??= embedded().then((engine) => {
      name = engine.name;
      notice(
        say(
          '{0} The work goes on from its last checkpoint on the embedded engine ({1}).',
          lost.sentence,
          engine.name,
        ),
      );
      return engine;
    });
    return other;
  };
  return {
    get name() {
      return name;
    },
    description: say('{0}, {1}', reason, threads.name),
    open: (specification, parameters) =>
      NativeFlow.open(native, specification, parameters, instead),
  };
}
