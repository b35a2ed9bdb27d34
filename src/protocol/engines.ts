// Engines as a user sees them in a list, and where the native one may lie.
import type { EngineName } from './choices';
import { say, type Sentence } from './sentence';

/** Where `@tensorflow/tfjs-node` is looked for, in this order. Looking means running code from there. */
export interface TensorflowPlaces {
  /** the setting `flowscope.tensorflow.path`: the package, or a folder whose `node_modules` holds it */
  path: string | null;
  /** folder of our own, which Set Up TensorFlow fills; what probes found is kept in it too */
  storage: string;
  /** workspace folders that are trusted, and whose `node_modules` the user allowed */
  workspace: string[];
  /** a workspace is open that is not trusted: nothing in it was looked at */
  untrusted?: boolean;
}

/** One line of `flowscope engines`. */
export interface EngineState {
  name: EngineName;
  state: 'ready' | 'not available';
  /** what it runs on, or why it does not and what to do next */
  reason: Sentence;
  /** the native engine alone: where it lies, its versions and devices */
  path?: string;
  version?: string;
  library?: string;
  devices?: string[];
}

export const NOT_INSTALLED = say(
  'tfjs-node is not installed. Run the command "Set Up TensorFlow", or flowscope engines --install tensorflow.',
);
export const SET_UP_AGAIN = say(
  'Run "Set Up TensorFlow" again, or flowscope engines --install tensorflow.',
);
