// What layers are called on screen.
import { expect, test } from 'vitest';
import type { LayerSpecification } from '../../src/protocol/model';
import { layerWords } from '../../webview/text/names';

const hidden: [number, number] = [64, 32];
const cases: [LayerSpecification, string][] = [
  [{ kind: 'permutation', order: [2, 0, 1] }, 'permutation: x, y, z are taken from z, x, y'],
  [
    { kind: 'affine-autoregressive', hidden, order: [0, 2, 1] },
    'affine autoregressive in the order x, z, y; hidden layers of 64 and 32',
  ],
  [
    { kind: 'affine-autoregressive', hidden, order: [0, 1, 2], direction: 'sampling' },
    'affine autoregressive, reading the base, in the order x, y, z; hidden layers of 64 and 32',
  ],
  [
    { kind: 'affine-coupling', hidden, order: [2, 0, 1], kept: 1 },
    'affine coupling: x, y given z; hidden layers of 64 and 32',
  ],
  [
    { kind: 'spline-coupling', hidden, order: [0, 1, 2], kept: 2, bins: 8, bound: 5 },
    'spline coupling (8 bins within ±5): z given x, y; hidden layers of 64 and 32',
  ],
];
test.each(cases)('$kind', (layer, words) => {
  expect(layerWords(layer, ['x', 'y', 'z'])).toBe(words);
});
