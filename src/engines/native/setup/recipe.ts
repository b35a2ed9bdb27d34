// tfjs-node from package registries alone, on Linux x64: Python's wheel has the library, the binding is compiled.
// The package's own installer fetches both from a server that not every machine reaches.
import { existsSync } from 'node:fs';
import { mkdir, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { findTool, runTool, SetupError, type SetupHooks, type Tool } from './tools';
import { say, type Sentence } from '../../../protocol/sentence';

/**
 * The last whose wheel holds a library that stands alone, of the oldest C interface that the binding compiles
 * against.
 */
const TENSORFLOW = '2.13.1';
/** The package knows napi-v3 to napi-v8. */
const NAPI = 8;

/** Takes what is needed out of the wheel. Any Python does: the wheel is read, never imported. */
const UNPACK = `
import os, re, shutil, sys, zipfile
wheel, deps = sys.argv[1:]
archive = zipfile.ZipFile(wheel)
for name in archive.namelist():
    library = re.match(r'tensorflow/(libtensorflow_(?:cc|framework)\\.so\\.2)$', name)
    header = re.match(r'tensorflow/(include/(?:tensorflow/(?:c|tsl/c)/.*|.*/ctstring(?:_internal)?|.*/tsl_status)\\.h)$', name)
    target = os.path.join(deps, 'lib', library[1]) if library else os.path.join(deps, header[1]) if header else None
    if target:
        os.makedirs(os.path.dirname(target), exist_ok=True)
        with archive.open(name) as source, open(target, 'wb') as out:
            shutil.copyfileobj(source, out, 1 << 20)
`;

export const recipeRunsHere = process.platform === 'linux' && process.arch === 'x64';

interface Tools {
  python: Tool;
  pip: Tool;
  compiler: Tool;
}

/** @throws SetupError that names what is missing and how to get it */
async function findTools(): Promise<Tools> {
  const python = await findTool([['python3'], ['python']]);
  if (!python)
    throw missing(
      'Python',
      say('the library of TensorFlow is in a Python package'),
      'python3 python3-pip',
    );
  const pip = await findTool([[python.command, '-m', 'pip'], ['pip3'], ['pip']]);
  if (!pip) throw missing('pip', say('it downloads the library of TensorFlow'), 'python3-pip');
  const compiler = await findTool([['g++'], ['clang++'], ['c++']]);
  if (!compiler)
    throw missing('A C++ compiler (g++)', say('the binding of tfjs-node is compiled here'), 'g++');
  return { python, pip, compiler };
}

function missing(tool: string, why: Sentence, packages: string): SetupError {
  return new SetupError(
    say(
      '{0} was not found on the path: {1}. Install it (Debian, Ubuntu: sudo apt install {2}) and set up TensorFlow again.',
      tool,
      why,
      packages,
    ),
  );
}

/** Installs into `folder`, which holds a package.json. @throws SetupError */
export async function followRecipe(
  folder: string,
  npm: Tool,
  spec: string,
  hooks: SetupHooks,
): Promise<void> {
  const { python, pip, compiler } = await findTools();
  const options = (doing: Sentence, minutes: number) => ({ cwd: folder, hooks, doing, minutes });
  const npmInstall = ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];

  hooks.progress(say('Downloading tfjs-node from npm'), 0.05);
  await runTool(npm, [...npmInstall, spec], options(say('Downloading tfjs-node'), 10));
  const headers = join(folder, 'headers');
  await runTool(
    npm,
    [...npmInstall, '--no-save', '--prefix', headers, 'node-api-headers@1'],
    options(say("Downloading Node's headers"), 5),
  );

  hooks.progress(say('Downloading the TensorFlow library (about 200 MB)'), 0.15);
  const wheels = join(folder, 'wheels');
  await runTool(
    pip,
    [
      'download',
      '--disable-pip-version-check',
      '--progress-bar',
      'off',
      '--no-deps',
      '--only-binary=:all:',
      '--python-version',
      '311',
      '--implementation',
      'cp',
      '--abi',
      'cp311',
      '--platform',
      'manylinux_2_17_x86_64',
      '--platform',
      'manylinux2014_x86_64',
      '-d',
      wheels,
      `tensorflow-cpu==${TENSORFLOW}`,
    ],
    options(say('Downloading the TensorFlow library'), 30),
  );
  const wheel = (await readdir(wheels)).find((name) => name.endsWith('.whl'));
  if (!wheel)
    throw new SetupError(
      say('Downloading the TensorFlow library failed: pip left no file. The log says more.'),
    );

  hooks.progress(say('Unpacking the TensorFlow library'), 0.7);
  const home = join(folder, 'node_modules', '@tensorflow', 'tfjs-node');
  const [deps, lib] = [join(home, 'deps'), join(home, 'deps', 'lib')];
  await mkdir(lib, { recursive: true });
  await writeFile(join(folder, 'unpack.py'), UNPACK);
  await runTool(
    python,
    [join(folder, 'unpack.py'), join(wheels, wheel), deps],
    options(say('Unpacking the TensorFlow library'), 10),
  );
  await rm(wheels, { recursive: true, force: true });
  const strip = await findTool([['strip']]);
  // a quarter smaller; harmless where it is missing
  if (strip)
    await runTool(
      strip,
      [
        '--strip-unneeded',
        join(lib, 'libtensorflow_cc.so.2'),
        join(lib, 'libtensorflow_framework.so.2'),
      ],
      options(say('Making the library smaller'), 5),
    ).catch((error: Error) => hooks.log(error.message));
  // the names that the linker looks for
  await symlink('libtensorflow_cc.so.2', join(lib, 'libtensorflow.so'));
  await symlink('libtensorflow_framework.so.2', join(lib, 'libtensorflow_framework.so'));

  hooks.progress(say('Compiling the binding'), 0.85);
  await compile(
    home,
    join(headers, 'node_modules', 'node-api-headers', 'include'),
    compiler,
    options(say('Compiling the binding of tfjs-node'), 10),
  );
  for (const leftover of [headers, join(folder, 'unpack.py'), join(deps, 'include')])
    await rm(leftover, { recursive: true, force: true });
}

/** Two files of plain Node-API. @param home the package  @param include Node's headers */
async function compile(
  home: string,
  include: string,
  compiler: Tool,
  options: Parameters<typeof runTool>[2],
): Promise<void> {
  const out = join(home, 'lib', `napi-v${NAPI}`);
  const lib = join(home, 'deps', 'lib');
  await mkdir(out, { recursive: true });
  await runTool(
    compiler,
    [
      '-O2',
      '-fPIC',
      '-shared',
      '-std=c++17',
      `-DNAPI_VERSION=${NAPI}`,
      '-DNODE_GYP_MODULE_NAME=tfjs_binding',
      `-I${include}`,
      `-I${join(home, 'deps', 'include')}`,
      join(home, 'binding', 'tfjs_backend.cc'),
      join(home, 'binding', 'tfjs_binding.cc'),
      '-o',
      join(out, 'tfjs_binding.node'),
      `-L${lib}`,
      '-ltensorflow',
      '-ltensorflow_framework',
      '-Wl,-rpath,$ORIGIN/../../deps/lib',
    ],
    options,
  );
  if (!existsSync(join(out, 'tfjs_binding.node')))
    throw new SetupError(
      say('Compiling the binding of tfjs-node left no file. The log says more.'),
    );
}
