// Why tfjs-node does not work, as a sentence with what to do next.
import { SET_UP_AGAIN } from '../../protocol/engines';
import { english, say, type Sentence } from '../../protocol/sentence';

export interface Failure {
  /** what the process threw, if it lived so long */
  error: Sentence | null;
  code: number | null;
  signal: string | null;
  /** what it printed on standard error */
  words: string;
  /** it was ended after so many seconds; null when it ended by itself */
  seconds: number | null;
}

const AGAIN = SET_UP_AGAIN;

export function whyNot({ error, code, signal, words, seconds }: Failure): Sentence {
  if (seconds !== null)
    return say(
      'tfjs-node did not answer within {0} seconds. Try again when the machine is less busy; if it stays so: {1}',
      seconds,
      AGAIN,
    );
  if (error !== null) return ofError(error);
  switch (signal) {
    case 'SIGBUS':
    case 'SIGSEGV':
      return say(
        'Loading tfjs-node ended its process ({0}): a library of it is cut short or damaged. {1}',
        signal,
        AGAIN,
      );
    case 'SIGILL':
      return say(
        'Loading tfjs-node ended its process (SIGILL): this processor lacks instructions that the library needs. Use another engine.',
      );
    case 'SIGKILL':
      return say(
        'The process of tfjs-node was killed while it was loaded (SIGKILL), as happens when memory runs out. Close other programs and try again.',
      );
  }
  const last = words.trim().split('\n').at(-1)?.trim().slice(0, 300);
  return last
    ? say(
        'Loading tfjs-node ended its process ({0}): "{1}". {2}',
        signal ?? `code ${code}`,
        last,
        AGAIN,
      )
    : say(
        'Loading tfjs-node ended its process ({0}) without a word. {1}',
        signal ?? `code ${code}`,
        AGAIN,
      );
}

function ofError(sentence: Sentence): Sentence {
  const error = english(sentence); // a library's own words, mostly
  const line = error.split('\n')[0]!.slice(0, 300).replace(/\.$/, '');
  const missing =
    /(\S+\.(?:so[.\d]*|dylib|dll)): cannot open shared object|Library not loaded: (\S+)/.exec(
      error,
    );
  if (missing)
    return say(
      'The library {0} of tfjs-node is missing. {1}',
      (missing[1] ?? missing[2])!.split('/').at(-1)!,
      AGAIN,
    );
  const damaged =
    /([^\s/]+\.(?:so[.\d]*|dylib|dll|node)): (?:file too short|invalid ELF header|ELF .*|undefined symbol.*|.*truncated.*)/.exec(
      error,
    );
  if (damaged)
    return say(
      'The library {0} of tfjs-node is damaged or does not fit the others. {1}',
      damaged[1]!,
      AGAIN,
    );
  if (/tfjs_binding\.node/.test(error) && /(can not|cannot|could not) be found/i.test(error))
    return say(
      'The native binding of tfjs-node (tfjs_binding.node) is missing: its installation did not come to its end. {0}',
      AGAIN,
    );
  if (/specified module could not be found/i.test(error))
    return say(
      'A library that tfjs-node needs is missing (tensorflow.dll or the Visual C++ runtime). {0}',
      AGAIN,
    );
  if (/Cannot find (module|package)/.test(error))
    return say('A package that tfjs-node needs is missing: {0}. {1}', line, AGAIN);
  if (/is not a function/.test(error))
    return say(
      'tfjs-node does not work with this Node.js ({0}): {1}. Use another engine, or another version of Node.js.',
      process.version,
      line,
    );
  const words = sentence.text === '{0}' ? line : sentence;
  return say('tfjs-node does not work here: {0}. {1}', words, AGAIN);
}
