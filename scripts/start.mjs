// npm start: builds, then shows the extension in VS Code with the examples open. Desktop VS Code where there is one, else a served one (Linux x64).
import { spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { cpSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { packageExtension } from './package.mjs';
import {
  address,
  freshProfile,
  installVsix,
  removeProfile,
  startServer,
} from '../test/workbench/server.mjs';
import { workbenchRunsHere } from '../test/workbench/setup.mjs';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');

try {
  console.log('Building ...');
  build();
  if (hasDesktop()) openDesktop();
  else if (workbenchRunsHere) await serve();
  else {
    console.log(
      'No desktop VS Code was found (`code` in the PATH). Install VS Code, or run: npm run package, and install flowscope.vsix by "Extensions: Install from VSIX...".',
    );
    process.exitCode = 1;
  }
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}

function build() {
  const { status } = spawnSync(process.execPath, ['esbuild.mjs'], { cwd: root, stdio: 'inherit' });
  if (status !== 0) throw new Error('The build failed; see above.');
}

/** A `code` that opens a window of its own: inside a terminal of a remote VS Code it would only forward to that one. */
function hasDesktop() {
  if (process.env.VSCODE_IPC_HOOK_CLI) return false;
  if (process.platform === 'linux' && !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY)
    return false;
  return spawnSync('code', ['--version'], { shell: process.platform === 'win32' }).status === 0;
}

function openDesktop() {
  const args = [`--extensionDevelopmentPath=${root}`, join(root, 'examples')];
  spawn('code', args, { shell: process.platform === 'win32', stdio: 'inherit' }).on(
    'exit',
    (code) => (process.exitCode = code ?? 1),
  );
  console.log(
    'VS Code opens with Flowscope and its examples. Right-click a CSV: Explore Distribution.',
  );
}

/** The examples are copied, so that models saved while trying things out do not land in the repository. */
async function serve() {
  const vsix = packageExtension();
  const profile = freshProfile();
  const folder = join(profile, 'examples');
  let server;
  const close = async () => {
    await server?.stop();
    removeProfile(profile);
  };
  try {
    cpSync(join(root, 'examples'), folder, { recursive: true });
    installVsix(profile, vsix);
    const token = randomBytes(24).toString('hex');
    server = await startServer(profile, { token });
    console.log(
      '\nOpen this address in a browser on this machine; then right-click a CSV: Explore Distribution.',
    );
    console.log('What you change there is thrown away at the end. Ctrl-C ends it.\n');
    console.log(`  ${address(server.port, folder, { token })}\n`);
    await new Promise((resolve) =>
      ['SIGINT', 'SIGTERM'].forEach((name) => process.once(name, resolve)),
    );
  } finally {
    await close();
  }
}
