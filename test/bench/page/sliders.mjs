// From a slider that says what is given to the picture that is drawn again: the last step of a chain on a fitted flow.
import { join } from 'node:path';
import { writeFileSync } from 'node:fs';
import { contextMenu, explorerRow, runCommand, workbenchReady } from '../../workbench/pages.mjs';
import {
  button,
  fit,
  openTab,
  panel,
  verdict,
  withViewOptions,
} from '../../e2e/exploration-page.mjs';
import { screenshot } from '../../e2e/session.mjs';
import { note, rounded } from '../speed/report.mjs';
import { generator } from '../targets.mjs';

const COLUMNS = 8;
const ROWS = 5000;
const [MOVES, FILE] = [60, 'eight.csv'];

/** Each column bends about the one before, with noise. */
function writeEight(folder) {
  const { normal } = generator(3);
  const names = Array.from({ length: COLUMNS }, (_, d) => `c${d + 1}`);
  const lines = Array.from({ length: ROWS }, () => {
    const row = [normal()];
    for (let d = 1; d < COLUMNS; d++) row.push(Math.sin(1.5 * row[d - 1]) + 0.5 * normal());
    return row.map((v) => v.toFixed(4)).join(',');
  });
  writeFileSync(join(folder, FILE), [names.join(','), ...lines, ''].join('\n'));
}

/**
 * Runs in the page: moves the slider, waits until every chart shows the answer, and again.
 * Every chart that changes is waited for: 300 ms of quiet end a move, its time is that of the last change.
 */
const drag = (slider, moves) =>
  new Promise((resolve, reject) => {
    const result = document.querySelector('.chain-result');
    const [low, high] = [Number(slider.min), Number(slider.max)];
    const times = [];
    const answers = [];
    let [began, changed, answered, quiet] = [0, 0, 0, null];
    const context = CanvasRenderingContext2D.prototype;
    const { putImageData } = context;
    const noted = () => {
      requestAnimationFrame(() => (changed = performance.now()));
      clearTimeout(quiet);
      if (answered > 0) quiet = setTimeout(ended, 300);
    };
    context.putImageData = function (...args) {
      noted();
      return putImageData.apply(this, args);
    };
    const watch = new MutationObserver((all) => {
      for (const { target, attributeName } of all)
        if (target === result && attributeName === 'aria-busy') {
          if (result.getAttribute('aria-busy') === 'false') {
            answered = performance.now();
            noted();
          }
        } else if (target.closest?.('.chart, .scatter')) noted();
    });
    watch.observe(result, { subtree: true, childList: true, attributes: true });
    const ended = () => {
      times.push(changed - began);
      answers.push(answered - began);
      move();
    };
    const move = () => {
      if (times.length === moves) {
        watch.disconnect();
        context.putImageData = putImageData;
        return resolve({ times, answers });
      }
      answered = 0;
      // between the middle and three quarters of the axis, never the same twice
      const part = 0.45 + 0.25 * ((times.length * 0.618034) % 1);
      began = performance.now();
      slider.value = String(low + (high - low) * part);
      slider.dispatchEvent(new Event('input', { bubbles: true }));
    };
    setTimeout(
      () =>
        reject(
          new Error(`Only ${times.length} of ${moves} moves were answered: ${times}; ${answers}.`),
        ),
      200_000,
    );
    move();
  });

const quantile = (values, part) => {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))];
};

/** @param add takes a row of the report */
export async function sliders({ page, folder, step }, add) {
  let view;
  const given = async (names) => {
    await withViewOptions(view, async (options) => {
      await options.getByRole('combobox', { name: 'begin with' }).click();
      await options.getByRole('option', { name: 'the fitted flow' }).click();
    });
    await view.locator('.crumbs button[aria-current]', { hasText: 'flow' }).waitFor();
    await view.locator('.add-operation summary').click();
    await view.locator('.add-operation button', { hasText: 'Condition' }).click();
    for (let d = 1; d <= COLUMNS; d++) {
      const box = view
        .locator('.givens .slider')
        .nth(d - 1)
        .getByRole('checkbox');
      const wanted = String(names.includes(`c${d}`));
      if ((await box.getAttribute('aria-checked')) !== wanted) await box.click();
    }
    await view.locator('.chain-result .scatter canvas').first().waitFor({ timeout: 60_000 });
    await page.waitForTimeout(3000); // what is fitted once, and the first picture
  };
  const measure = async (what) => {
    const slider = view.locator('.givens input[type="range"]').first();
    const { times, answers } = await slider.evaluate(drag, MOVES);
    const all = times.slice(5);
    const row = {
      what,
      moves: all.length,
      medianMs: rounded(quantile(all, 0.5), 3),
      milliseconds95: rounded(quantile(all, 0.95), 3),
      medianAnswerMs: rounded(quantile(answers.slice(5), 0.5), 3),
    };
    note(JSON.stringify(row));
    add(row);
  };
  await step(`a flow of ${COLUMNS} columns`, async () => {
    writeEight(folder);
    await workbenchReady(page, FILE, 'Flowscope');
    await contextMenu(page, explorerRow(page, FILE), 'Explore Distribution');
    view = await panel(page);
    await view.locator('[role="tabpanel"] svg').first().waitFor();
    await runCommand(page, 'View: Toggle Primary Side Bar Visibility');
    await fit(view, 8);
    await view.locator('.results').waitFor({ timeout: 120_000 });
    await verdict(view);
    await openTab(view, 'Operations');
  });
  for (const [what, names] of [
    ['1 of 8 given', ['c1']],
    ['6 of 8 given', ['c1', 'c2', 'c3', 'c4', 'c5', 'c6']],
    ['7 of 8 given', ['c1', 'c2', 'c3', 'c4', 'c5', 'c6', 'c7']],
  ])
    await step(what, async () => {
      await given(names);
      await measure(`slider, ${what}`);
      await screenshot(page, `bench-page-${what.replaceAll(' ', '-')}`);
      await button(view, 'Cancel').click();
    });
}
