// Runs inside VS Code: Mocha over every suite file found beside this one, each result written down as it comes.
import Mocha from 'mocha';
import { appendFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** VS Code calls this and waits; it fails when a test failed or none was found. */
export function run(): Promise<void> {
  const mocha = new Mocha({ ui: 'tdd', color: false, timeout: 60_000, reporter: Report });
  const folder = join(__dirname, 'suite');
  const files = readdirSync(folder)
    .filter((name) => name.endsWith('.test.js'))
    .sort();
  if (files.length === 0) return Promise.reject(new Error(`No test was found in ${folder}.`));
  for (const file of files) mocha.addFile(join(folder, file));
  return new Promise((resolve, reject) =>
    mocha.run((failures) => (failures ? reject(new Error(`${failures} failed`)) : resolve())),
  );
}

/** One JSON object a line: the window's console is not at hand in every VS Code, a file is. */
class Report extends Mocha.reporters.Base {
  constructor(runner: Mocha.Runner) {
    super(runner);
    const path = process.env.FLOWSCOPE_TEST_REPORT;
    if (!path) throw new Error('FLOWSCOPE_TEST_REPORT must name a file.');
    const write = (result: string, test: Mocha.Runnable, error?: Error) =>
      appendFileSync(
        path,
        JSON.stringify({
          result,
          title: test.fullTitle(),
          duration: test.duration,
          error: error?.stack,
        }) + '\n',
      );
    runner.on('pass', (test) => write('passed', test));
    runner.on('fail', (test, error) => write('failed', test, error));
    runner.on('pending', (test) => write('skipped', test));
  }
}
