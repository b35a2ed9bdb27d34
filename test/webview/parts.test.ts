// @vitest-environment happy-dom
// Small parts: the account of a density, numbers as text, requests in order, and who may import what.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { parseColour } from '../../webview/state/colours';
import { LatestCall } from '../../webview/state/fetched';
import { sentenceOf } from '../../webview/state/host';
import {
  formatNats,
  formatScore,
  formatSeconds,
  formatSteps,
  formatValue,
} from '../../webview/text/format';
import { statusSentence } from '../../webview/chrome/results';
import { askedTransforms } from '../../webview/chrome/transforms';
import { account } from '../../webview/views/layers/account';
import { cloudPicture, jitter } from '../../webview/charts/cloud-picture';
import { modelName } from '../../webview/views/compare/scores';
import { layerNames, layerPicture, stageName } from '../../webview/views/layers/layer-scatter';
import { parseRows } from '../../webview/views/layers/layers';
import { flowMean } from '../../webview/views/marginals/marginal-table';
import { cloudView, comparison, layersView, marginal, model } from './fixtures';
import { readTheme } from '../../webview/state/theme';

vi.mock('@vscode/webview-ui-toolkit', async () => (await import('./page')).plainToolkit);

const colours = {
  ...readTheme(),
  data: '#0000ff',
  gaussian: '#ff8800',
  flow: '#00ff00',
  low: '#0000ff',
  middle: '#00ff00',
  high: '#ff0000',
};

test('the account of every point adds up to its log density', () => {
  const view = layersView();
  view.rows.forEach((_, i) => {
    const lines = account(view, i);
    expect(lines).toHaveLength(view.names.length);
    expect(lines[0]!.term).toBe(view.baseLogDensity[i]!);
    expect(lines.reduce((sum, line) => sum + line.term, 0)).toBeCloseTo(view.logDensity[i]!, 4);
    expect(lines[lines.length - 1]!.total).toBeCloseTo(view.logDensity[i]!, 4);
  });
});

test('axes are u at the base, the columns at the end, h between', () => {
  const view = layersView();
  expect(layerNames(view, 0)).toEqual(['u1', 'u2', 'u3']);
  expect(layerNames(view, 1)).toEqual(['h1', 'h2', 'h3']);
  expect(layerNames(view, 3)).toEqual(view.columns);
});

test('points of a layer run from the first colour to the second by log|det J|', () => {
  const view = layersView();
  const { set, logDet } = layerPicture(view, 1, 0, 2, colours);
  const values = Array.from(view.logDets[1]!);
  expect(logDet).toEqual([Math.min(...values), Math.max(...values)]);
  const [low, high] = [values.indexOf(Math.min(...values)), values.indexOf(Math.max(...values))];
  expect(Array.from(set.colours.subarray(4 * low, 4 * low + 3))).toEqual([0, 0, 255]);
  expect(Array.from(set.colours.subarray(4 * high, 4 * high + 3))).toEqual([255, 0, 0]);
  expect(set.x[5]!).toBe(view.states[1]![15]!);
  expect(set.y[5]!).toBe(view.states[1]![17]!);
  expect(layerPicture(view, 0, 0, 1, colours).logDet).toBeNull();
});

test('between two layers points, axes and ranges are on their way, and the stage says so', () => {
  const view = layersView();
  const at = (stop: number) => layerPicture(view, stop, 0, 1, colours);
  const [from, to, half] = [at(1), at(2), at(1.5)];
  expect(half.set.x[7]!).toBeCloseTo((from.set.x[7]! + to.set.x[7]!) / 2, 5);
  expect(half.y[1]!).toBeCloseTo((from.y[1]! + to.y[1]!) / 2, 5);
  expect(half.logDet).toEqual(to.logDet);
  expect(stageName(view, 1.5)).toBe('between layer 1 and layer 2, for the eye only');
  expect(stageName(view, 0.2)).toBe('between base and layer 1, for the eye only');
  expect(stageName(view, 2)).toBe('after layer 2: triangular');
  expect(layerNames(view, 0.5)).toEqual(['u1 → h1', 'u2 → h2', 'u3 → h3']);
  expect(layerNames(view, 1.5)).toEqual(['h1', 'h2', 'h3']);
});

test('a label that names its flow does not repeat it', () => {
  const entry = comparison().models[0]!;
  expect(modelName(entry)).toBe('people, spline (spline autoregressive)');
  expect(modelName({ ...entry, label: 'people · spline-autoregressive · 14:05' })).toBe(
    'people · spline-autoregressive · 14:05',
  );
});

test('steps beyond the plan stand alone', () => {
  expect(formatSteps(300, 1000)).toBe('300 of 1,000');
  expect(formatSteps(1301, 1300)).toBe('1,301');
  expect(formatSteps(5, 0)).toBe('5');
});

test('a cloud shows the chosen pair of the chosen sources in their colours, taking turns', () => {
  const view = cloudView();
  const { set, x, y } = cloudPicture(
    view,
    2,
    0,
    { data: true, gaussian: false, flow: true },
    colours,
  );
  expect(set.count).toBe(100);
  expect([x.name, y.name]).toEqual(['age', 'height']);
  expect(set.x[8]).toBe(view.data.values[14]);
  expect(set.y[9]).toBe(view.flow!.values[12]);
  expect(Array.from(set.colours.subarray(4, 7))).toEqual(
    parseColour(colours.flow).map((c) => c * 255),
  );
  const strip = cloudPicture(
    cloudView(['height']),
    0,
    0,
    { data: true, gaussian: false, flow: false },
    colours,
  );
  expect(strip.y.name).toBeNull();
  expect(strip.set.y[7]).toBeCloseTo(jitter(7));
});

test('row numbers and ranges', () => {
  expect(parseRows('0, 5; 20-23 x 5')).toEqual([0, 5, 20, 21, 22, 23]);
  expect(parseRows('0-99999')).toHaveLength(1000);
  expect(parseRows('nonsense')).toEqual([]);
});

test('the mean of a step histogram', () => {
  expect(flowMean(marginal('a', true))).toBeCloseTo(0, 2);
  expect(flowMean(marginal('a', false))).toBeNull();
});

test('numbers as people read them', () => {
  expect(formatValue(1234.567)).toBe('1,235');
  expect(formatValue(-0.00001234)).toBe('−1.234E−5');
  expect(formatValue(NaN)).toBe('—');
  expect(formatValue(null)).toBe('—');
  expect(formatNats(-1.23456)).toBe('−1.235');
  expect(formatNats(-0.00001)).toBe('0.000');
  expect(formatNats(-Infinity)).toBe('−∞');
  expect(formatScore({ mean: 0.3, standardError: 0.01 })).toBe('0.300 ± 0.010');
  expect(formatScore({ mean: NaN, standardError: NaN })).toBe('—');
  expect(formatSeconds(185)).toBe('3 min 05 s');
});

test('requests made while one is in flight replace each other', async () => {
  const outcomes: (string | null)[] = [];
  const asked: string[] = [];
  const call = new LatestCall<string>(({ data }) => outcomes.push(data));
  const release: (() => void)[] = [];
  const ask = (name: string) =>
    call.request(() => {
      asked.push(name);
      return new Promise((resolve) => release.push(() => resolve(name)));
    });
  ask('first');
  ask('second');
  ask('third');
  release[0]!();
  await vi.waitFor(() => expect(release).toHaveLength(2));
  release[1]!();
  await vi.waitFor(() => expect(outcomes[outcomes.length - 1]).toBe('third'));
  expect(asked).toEqual(['first', 'third']);
});

test('the sentence of any rejection', () => {
  expect(sentenceOf(new Error('Read again.'))).toBe('Read again.');
  expect(sentenceOf({ message: 'Read again.' })).toBe('Read again.');
  expect(sentenceOf({})).toMatch(/Try again/);
});

const root = join(__dirname, '../../webview');
const files = (readdirSync(root, { recursive: true }) as string[]).filter((f) => /\.tsx?$/.test(f));
const text = (file: string) => readFileSync(join(root, file), 'utf8');

test('the UI toolkit is imported by one file only, and nothing of the service or VS Code', () => {
  expect(files.length).toBeGreaterThan(20);
  expect(files.filter((f) => text(f).includes('@vscode/webview-ui-toolkit'))).toEqual([
    join('controls', 'controls.tsx'),
  ]);
  for (const file of files) {
    const imports = [...text(file).matchAll(/from '([^']+)'/g)].map((m) => m[1]);
    for (const name of imports) expect(name, file).not.toMatch(/src\/(?!protocol)|^vscode$|^node:/);
  }
});

test('no colour is written down: styles use theme variables', () => {
  const styles = (readdirSync(join(root, 'styles')) as string[]).filter((f) => f.endsWith('.css'));
  expect(styles.length).toBeGreaterThan(5);
  for (const file of styles)
    expect(text(join('styles', file)), file).not.toMatch(/#[0-9a-f]{3,8}\b|\brgba?\(|\bhsla?\(/i);
  for (const file of files.filter((f) => !f.endsWith('theme.ts')))
    expect(text(file), file).not.toMatch(/['"]#[0-9a-f]{3,8}['"]/i);
});

test('a choice for whole numbers is asked for even where the transform is left to Flowscope', () => {
  const asked = askedTransforms(['a', 'b'], {
    a: { kind: 'auto', integer: true },
    b: { kind: 'auto' },
  });
  expect(asked).toEqual({ transforms: { a: { kind: 'auto', integer: true } } });
});

test('what is left to be done is said when nothing is running', () => {
  expect(statusSentence(model({ path: '/x/moons.flow.safetensors' }))).toContain(
    'Nothing is left to do: this model is saved in moons.flow.safetensors',
  );
  expect(statusSentence(model({ stored: '/storage/1' }))).toContain('until you save or delete it');
});
