#!/usr/bin/env node
// Stands in for the `code` executable of a downloaded VS Code: takes its flags,
// runs the extension's tests in the served workbench, and ends with the suite's
// exit code. FLOWSCOPE_VERBOSE=1 prints the whole console of the workbench.
import { existsSync } from 'node:fs';
import { launchBrowser } from './browser.mjs';
import { address, freshProfile, removeProfile, startServer } from './server.mjs';

const limit = 300_000;
const flags = process.argv.slice(2);
const flag = (name) => flags.find((f) => f.startsWith(`--${name}=`))?.slice(name.length + 3);
const folder = flags.find((f) => f.startsWith('/'));
const [development, tests] = [flag('extensionDevelopmentPath'), flag('extensionTestsPath')];
if (!folder || !development || !tests) {
  console.error('Give a folder, --extensionDevelopmentPath= and --extensionTestsPath=.');
  process.exit(2);
}

const profile = freshProfile();
let server;
let browser;
try {
  server = await startServer(profile, { extra: ['--enable-smoke-test-driver'] });
  browser = await launchBrowser();
  process.exitCode = await runSuite(
    await browser.newPage({ viewport: { width: 1280, height: 800 } }),
    server,
  );
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
} finally {
  await browser?.close();
  await server?.stop();
  removeProfile(profile);
}

async function runSuite(page, { port, log }) {
  const lines = [];
  await page.exposeFunction('codeAutomationLog', (type, args) => {
    lines.push(`${type}: ${args.join(' ')}`);
    if (process.env.FLOWSCOPE_VERBOSE) console.log(lines.at(-1));
  });
  const exit = new Promise((resolve) => void page.exposeFunction('codeAutomationExit', resolve));
  const remote = (path) => `vscode-remote://127.0.0.1:${port}${path}`;
  const payload = [
    ['extensionDevelopmentPath', remote(development)],
    ['extensionTestsPath', remote(tests)],
    ['skipWelcome', 'true'],
  ];
  await page.goto(address(port, folder, { payload }));
  let timer;
  const late = new Promise((resolve) => (timer = setTimeout(() => resolve('late'), limit)));
  const code = await Promise.race([exit, late]);
  clearTimeout(timer);
  if (code === 0) return 0;
  console.error(
    code === 'late'
      ? `The suite did not end in ${limit / 1000} seconds.`
      : `The suite ended with code ${code}.`,
  );
  if (code === 'late' || !existsSync(process.env.FLOWSCOPE_TEST_REPORT ?? ''))
    console.error([...lines.slice(-30), log().slice(-2000)].join('\n'));
  return 1;
}
