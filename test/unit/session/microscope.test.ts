// The microscope's plane, curves and densities of stages, against the reference engine.
import { describe, expect, test } from 'vitest';
import { catalogue } from '../../../src/engines/catalogue';
import { referenceEngine } from '../../../src/engines/reference/engine';
import { Flow } from '../../../src/flows/flow';
import { contextSize } from '../../../src/flows/layout';
import { repeated } from '../../../src/flows/flow-distribution';
import { normals } from '../../../src/flows/random';
import type { FlowSpecification, ModelMetadata } from '../../../src/protocol/model';
import { Model } from '../../../src/session/models/model';
import { microscope } from '../../../src/session/pictures/microscope';
import { densityOf } from '../../../src/session/pictures/stages';

const transforms: FlowSpecification['preprocessing'] = [
  { kind: 'asinh', shift: 0.2, scale: 0.3, median: 1, spread: 3 },
  { kind: 'none', shift: -3, scale: 20 },
];

/** Flows of the catalogue, with a last step that bends. */
const models = catalogue
  .filter((e) => e.specification.columns.length <= 3)
  .map(({ name, specification, parameters }) => {
    const preprocessing = specification.columns.map((_, d) => transforms[d % 2]!);
    const whole = { ...specification, preprocessing };
    const metadata = { specification: whole } as ModelMetadata;
    return { name, specification: whole, parameters, model: new Model(metadata, parameters) };
  });

describe.each(models)('$name', ({ specification, parameters, model }) => {
  const dim = specification.columns.length;
  const size = contextSize(specification);
  const context = size > 0 ? normals(3, 3, 0, 1, size) : undefined;
  const row = async () => {
    const flow = await Flow.open(referenceEngine, specification, parameters);
    return { flow, values: await flow.push(normals(1, 2, 0, 1, dim), 1, context) };
  };
  const pair: [number, number] = [0, dim - 1];

  test('points of the plane are where the flow takes them, in every stage', async () => {
    const { flow, values } = await row();
    const { grid, look } = await microscope(model, 5, { values, context }, pair, 0);
    const base = grid.states[0]!;
    const count = base.length / 2;
    for (const n of [0, 1, Math.floor(count / 3), count - 1]) {
      const u = Float64Array.from(look.layers[0]!.u);
      u[pair[0]] = base[2 * n]!;
      if (dim > 1) u[pair[1]] = base[2 * n + 1]!;
      const x = await flow.push(u, 1, context);
      const there = (await flow.trace(x, 1, context)).layers;
      there.forEach((layer, l) => {
        const near = (seen: number, value: number) =>
          expect(Math.abs(seen - value)).toBeLessThan(1e-4 * Math.max(1, Math.abs(value)));
        near(grid.states[l]![2 * n]!, layer.state[0]![pair[0]]!);
        if (dim > 1) near(grid.states[l]![2 * n + 1]!, layer.state[0]![pair[1]]!);
        near(grid.logDets[l]![n]!, layer.logDet[0]!);
      });
    }
  });

  test('the account ends at log p(x), and every curve goes through the row', async () => {
    const { flow, values } = await row();
    const column = dim - 1;
    const { look, curves } = await microscope(model, 5, { values, context }, pair, column);
    const terms = look.layers.reduce((sum, layer) => sum + layer.logDet, 0);
    expect(look.baseLogDensity - terms).toBeCloseTo(
      (await flow.logProb(values, 1, context))[0]!,
      7,
    );
    look.layers.forEach((layer, l) => {
      const { map } = layer.columns.find((c) => c.column === column)!;
      const own = layer.u[map.kind === 'copy' ? map.of : column]!;
      const { u, x } = curves[l]!;
      const k = u.findIndex((v) => v > own);
      expect(k).toBeGreaterThan(0);
      const size = 1e-5 * Math.max(1, Math.abs(layer.x[column]!));
      expect(layer.x[column]!).toBeGreaterThanOrEqual(x[k - 1]! - size);
      expect(layer.x[column]!).toBeLessThanOrEqual(x[k]! + size);
    });
  });
});

describe.each(models.filter((m) => m.specification.columns.length <= 2))(
  '$name',
  ({ specification, parameters }) => {
    const size = contextSize(specification);
    const context = size > 0 ? normals(3, 3, 0, 1, size) : undefined;
    const plain = specification.columns.map(() => ({ kind: 'none' as const, shift: 0, scale: 1 }));

    test('the density of every stage integrates to 1', async () => {
      for (let l = 0; l <= specification.layers.length + 1; l++) {
        const layers = specification.layers.slice(0, l);
        const preprocessing = l > layers.length ? specification.preprocessing : plain;
        const flow = await Flow.open(
          referenceEngine,
          { ...specification, layers, preprocessing },
          parameters,
        );
        const given = (count: number) => context && repeated(context, count);
        const found = await densityOf(
          {
            dim: flow.dim,
            sample: (count, seed, first) => flow.sample(count, seed, first, given(count)),
            logProb: (values, count) => flow.logProb(values, count, given(count)),
          },
          [0, flow.dim - 1],
          () => false,
        );
        expect(found!.draws).toBeNull();
        expect(Math.abs(found!.mass - 1)).toBeLessThan(0.01);
      }
    });
  },
);
