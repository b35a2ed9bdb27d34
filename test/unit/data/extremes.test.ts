// Columns whose sums and squares leave double precision: profile, bins and pictures stay finite.
import { writeFileSync } from 'node:fs';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openDataRoom } from '../../../src/data';
import { normals } from '../../../src/distributions/random';
import { edgesOf } from '../../../src/protocol/bins';

const folder = mkdtempSync(join(tmpdir(), 'flowscope-extremes-'));

test.each([1e-200, 1e-300, 1e200, 3e307])(
  'a scale of %f: mean, deviation and histogram are those of the plain numbers',
  async (scale) => {
    const z = normals(3, 1, 0, 500, 1);
    const path = join(folder, `${scale}.csv`);
    writeFileSync(path, ['x,y', ...Array.from(z, (v) => `${v * scale},${v}`), ''].join('\n'));
    const data = await openDataRoom({ temporary: folder, threads: 1 });
    const table = await data.open(path);
    try {
      const [x, y] = (await table.profile()).columns;
      expect(x!.mean! / scale).toBeCloseTo(y!.mean!, 6);
      expect(x!.standardDeviation! / scale).toBeCloseTo(y!.standardDeviation!, 6);
      for (const edges of [x!.histogram!.edges, (await table.counts(['x'], {})).bins[0]!.edges]) {
        expect(edges.every(Number.isFinite)).toBe(true);
        expect(edges.every((e, k) => k === 0 || e > edges[k - 1]!)).toBe(true);
      }
      expect(x!.histogram!.counts.reduce((a, b) => a + b, 0)).toBe(500);
    } finally {
      table.close();
      data.close();
    }
  },
);

test('edges over the whole of double precision rise evenly', () => {
  const edges = edgesOf(-1.7e308, 1.7e308, 40, null);
  expect([edges[0], edges[40]]).toEqual([-1.7e308, 1.7e308]);
  edges.forEach((e, k) => expect(e / 1.7e308).toBeCloseTo(-1 + k / 20, 9));
});
