// The served workbench: a throw-away profile, an extension installed in it, a server on 127.0.0.1.
import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureWorkbench } from './setup.mjs';

const settings = {
  'workbench.startupEditor': 'none',
  'telemetry.telemetryLevel': 'off',
  'extensions.autoUpdate': false,
  'extensions.autoCheckUpdates': false,
  'extensions.ignoreRecommendations': true,
  'chat.disableAIFeatures': true,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.enableExperiments': false,
  'window.confirmBeforeClose': 'never',
  'files.simpleDialog.enable': true,
};

/** A new profile folder in the temporary folder, with quiet settings and the ones given. */
export function freshProfile(more = {}) {
  const profile = mkdtempSync(join(tmpdir(), 'flowscope-workbench-'));
  mkdirSync(join(profile, 'data/User'), { recursive: true });
  writeFileSync(
    join(profile, 'data/User/settings.json'),
    JSON.stringify({ ...settings, ...more }, null, 2),
  );
  return profile;
}

/** Removes a profile; a log that a dying process still writes does not matter. */
export function removeProfile(profile) {
  rmSync(profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
}

/**
 * Installs a packaged extension.
 * @returns the folder of extensions it now lies in
 * @throws Error with what the server said
 */
export function installVsix(profile, vsix) {
  const { node, main } = ensureWorkbench();
  const args = [
    main,
    '--server-data-dir',
    profile,
    '--accept-server-license-terms',
    '--install-extension',
    vsix,
  ];
  const result = spawnSync(node, args, { encoding: 'utf8', env: environment(profile) });
  if (result.status !== 0 || !/successfully installed/.test(result.stdout))
    throw new Error(`${vsix} could not be installed.\n${result.stdout}${result.stderr}`);
  return join(profile, 'extensions');
}

/**
 * Starts the server on a free port of 127.0.0.1.
 *
 * @param token  connection token that a visitor must know; none in tests
 * @param trust  whether workspace trust is on
 * @param extensions  the folder of installed extensions; absent: that of the profile
 * @param extra  more flags of the server, for example --enable-smoke-test-driver
 * @returns port, `log()` of what it printed, `stop()` which ends it with all its processes
 */
export async function startServer(profile, { token, trust = false, extensions, extra = [] } = {}) {
  const { node, main } = ensureWorkbench();
  const access = token ? ['--connection-token', token] : ['--without-connection-token'];
  const args = [
    main,
    '--host',
    '127.0.0.1',
    '--port',
    '0',
    ...access,
    '--accept-server-license-terms',
    '--disable-telemetry',
    ...(trust ? [] : ['--disable-workspace-trust']),
    '--server-data-dir',
    profile,
    ...(extensions ? ['--extensions-dir', extensions] : []),
    ...extra,
  ];
  const child = spawn(node, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: environment(profile),
    detached: true,
  });
  const exited = new Promise((resolve) => child.once('exit', resolve));
  let printed = '';
  const port = await new Promise((resolve, reject) => {
    const timer = setTimeout(
      () => reject(new Error(`The test workbench did not start in 60 seconds.\n${printed}`)),
      60_000,
    );
    const read = (bytes) => {
      printed += bytes;
      const match = /Extension host agent listening on (\d+)/.exec(printed);
      if (!match) return;
      clearTimeout(timer);
      resolve(Number(match[1]));
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    child.once('exit', (code) => {
      clearTimeout(timer);
      reject(new Error(`The test workbench ended with code ${code}.\n${printed}`));
    });
  });
  const signal = (name) => {
    try {
      process.kill(-child.pid, name);
    } catch {
      // the group is gone
    }
  };
  const stop = async () => {
    signal('SIGTERM');
    await Promise.race([exited, new Promise((resolve) => setTimeout(resolve, 5000))]);
    signal('SIGKILL'); // the whole group: extension hosts, terminals, file watcher
  };
  return { port, log: () => printed, stop };
}

/** The address of the workbench with a folder open, or with none; `payload` carries VS Code's development flags. */
export function address(port, folder, { token, payload } = {}) {
  const url = new URL(`http://127.0.0.1:${port}/`);
  if (token) url.searchParams.set('tkn', token);
  if (folder === null) url.searchParams.set('ew', 'true');
  else url.searchParams.set('folder', folder);
  if (payload) url.searchParams.set('payload', JSON.stringify(payload));
  return url.toString();
}

/** Sockets, logs and temporary files stay in the profile; nothing of a surrounding VS Code leaks in. */
function environment(profile) {
  const temporary = join(profile, 'tmp');
  mkdirSync(temporary, { recursive: true });
  const own = Object.entries(process.env).filter(([name]) => !/^(VSCODE_|ELECTRON_)/.test(name));
  return {
    ...Object.fromEntries(own),
    TMPDIR: temporary,
    XDG_RUNTIME_DIR: temporary,
    EXTENSIONS_GALLERY: '{}',
  };
}
