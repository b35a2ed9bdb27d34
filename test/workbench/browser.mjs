// A browser for the tests and the pictures: an installed Chrome
// or Chromium, else that of the npm package @sparticuz/chromium.
import { accessSync, constants } from 'node:fs';
import { chromium } from 'playwright-core';

const installed = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/opt/google/chrome/chrome',
];
const quiet = [
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
const software = [
  '--headless',
  '--no-sandbox',
  '--use-angle=swiftshader',
  '--enable-unsafe-swiftshader',
  '--disable-gpu-compositing', // a page is put together faster without an imitated GPU: half of what a run costs
];

/** Starts a headless browser with WebGL2 in software, which calls home for nothing. */
export async function launchBrowser() {
  const executablePath = await browserPath();
  try {
    return await chromium.launch({ executablePath, headless: true, args: [...software, ...quiet] });
  } catch (error) {
    throw new Error(
      `The browser ${executablePath} does not start. Install Chromium (on Debian: apt-get install chromium) or set CHROME_PATH.\n${error.message}`,
    );
  }
}

async function browserPath() {
  if (process.env.CHROME_PATH) return process.env.CHROME_PATH;
  const found = installed.find(isExecutable);
  if (found) return found;
  const { default: packaged } = await import('@sparticuz/chromium');
  return packaged.executablePath();
}

function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
