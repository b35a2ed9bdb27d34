// Why tfjs-node does not work, as a sentence with what to do next.

export interface Failure {
  /** what the process threw, if it lived so long */
  error: string | null;
  code: number | null;
  signal: string | null;
  /** what it printed on standard error */
  words: string;
  /** it was ended after so many seconds; null when it ended by itself */
  seconds: number | null;
}

const AGAIN = 'Run "Set Up TensorFlow" again, or flowscope engines --install tensorflow.';

export function whyNot({ error, code, signal, words, seconds }: Failure): string {
  if (seconds !== null)
    return (
      `tfjs-node did not answer within ${seconds} seconds. Try again when the machine is less ` +
      `busy; if it stays so: ${AGAIN}`
    );
  if (error !== null) return ofError(error);
  switch (signal) {
    case 'SIGBUS':
    case 'SIGSEGV':
      return `Loading tfjs-node ended its process (${signal}): a library of it is cut short or damaged. ${AGAIN}`;
    case 'SIGILL':
      return (
        'Loading tfjs-node ended its process (SIGILL): this processor lacks instructions that ' +
        'the library needs. Use another engine.'
      );
    case 'SIGKILL':
      return (
        'The process of tfjs-node was killed while it was loaded (SIGKILL), as happens when ' +
        'memory runs out. Close other programs and try again.'
      );
  }
  const last = words.trim().split('\n').at(-1)?.trim().slice(0, 300);
  return (
    'Loading tfjs-node ended its process ' +
    `(${signal ?? `code ${code}`})${last ? `: "${last}".` : ' without a word.'} ${AGAIN}`
  );
}

function ofError(error: string): string {
  const line = error.split('\n')[0]!.slice(0, 300).replace(/\.$/, '');
  const missing =
    /(\S+\.(?:so[.\d]*|dylib|dll)): cannot open shared object|Library not loaded: (\S+)/.exec(
      error,
    );
  if (missing)
    return `The library ${(missing[1] ?? missing[2])!.split('/').at(-1)} of tfjs-node is missing. ${AGAIN}`;
  const damaged =
    /([^\s/]+\.(?:so[.\d]*|dylib|dll|node)): (?:file too short|invalid ELF header|ELF .*|undefined symbol.*|.*truncated.*)/.exec(
      error,
    );
  if (damaged)
    return `The library ${damaged[1]} of tfjs-node is damaged or does not fit the others. ${AGAIN}`;
  if (/tfjs_binding\.node/.test(error) && /(can not|cannot|could not) be found/i.test(error))
    return (
      'The native binding of tfjs-node (tfjs_binding.node) is missing: its installation did not ' +
      `come to its end. ${AGAIN}`
    );
  if (/specified module could not be found/i.test(error))
    return `A library that tfjs-node needs is missing (tensorflow.dll or the Visual C++ runtime). ${AGAIN}`;
  if (/Cannot find (module|package)/.test(error))
    return `A package that tfjs-node needs is missing: ${line}. ${AGAIN}`;
  if (/is not a function/.test(error))
    return (
      `tfjs-node does not work with this Node.js (${process.version}): ${line}. Use another ` +
      'engine, or another version of Node.js.'
    );
  return `tfjs-node does not work here: ${line}. ${AGAIN}`;
}
