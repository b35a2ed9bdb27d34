// The steps of the build-up as flows, all on plain columns (no log, no asinh), so that a gain is the layer's alone.
import type { ColumnTransform, FlowSpecification } from '../../protocol/model';
import { STAGE_NAMES, type StageName } from '../../protocol/first-flow';
import type { Tensors } from '../layout';
import { buildSpecification, FEW_ROWS } from '../specification';
import type { Diagonal, Linear } from './closed';

export type TrainedStage = Extract<StageName, 'network' | 'affine stack' | 'spline stack'>;

/** Training steps of one fit: a few seconds on the kernel. */
export const STAGE_STEPS: Record<TrainedStage, number> = {
  network: 1500,
  'affine stack': 2000,
  'spline stack': 2000,
};

/** Parts of the time: splines need the most. */
export const STAGE_SHARES: Record<TrainedStage, number> = {
  network: 1,
  'affine stack': 1.5,
  'spline stack': 2.5,
};

/** An affine autoregressive flow of one column is a Gaussian: only splines add something. */
export const stagesOf = (dim: number): StageName[] =>
  dim === 1 ? ['diagonal', 'spline stack'] : [...STAGE_NAMES];

export const isTrained = (stage: StageName): stage is TrainedStage => stage in STAGE_STEPS;

/** @param plain columns as they are: nothing but whether whole numbers carry noise */
export function diagonalFlow(
  columns: string[],
  plain: ColumnTransform[],
  { a, b }: Diagonal,
): { specification: FlowSpecification; tensors: Tensors } {
  const dim = columns.length;
  return {
    specification: { flow: 'affine', columns, preprocessing: plain, layers: [{ kind: 'affine' }] },
    tensors: {
      'layers.0.a': { shape: [dim], values: a },
      'layers.0.b': { shape: [dim], values: b },
    },
  };
}

export function linearFlow(
  columns: string[],
  plain: ColumnTransform[],
  { lower, logDiagonal, b }: Linear,
): { specification: FlowSpecification; tensors: Tensors } {
  const dim = columns.length;
  return {
    specification: {
      flow: 'gaussian',
      columns,
      preprocessing: plain,
      layers: [{ kind: 'triangular' }],
    },
    tensors: {
      'layers.0.lower': { shape: [dim, dim], values: lower },
      'layers.0.logDiagonal': { shape: [dim], values: logDiagonal },
      'layers.0.b': { shape: [dim], values: b },
    },
  };
}

/** @param transforms plain standardisation  @param rows training rows */
export function trainedSpecification(
  stage: TrainedStage,
  columns: string[],
  transforms: ColumnTransform[],
  rows: number,
): FlowSpecification {
  switch (stage) {
    case 'network': {
      // with the linear layer after it, in the same order, this is one affine autoregressive map: a network
      // beside straight lines
      const hidden: [number, number] = rows < FEW_ROWS ? [32, 32] : [64, 64];
      return {
        flow: 'affine-autoregressive',
        columns,
        preprocessing: transforms,
        layers: [
          { kind: 'affine-autoregressive', hidden, order: columns.map((_, d) => d) },
          { kind: 'triangular' },
        ],
      };
    }
    case 'affine stack':
      return buildSpecification('affine-autoregressive', columns, transforms, rows);
    case 'spline stack':
      return buildSpecification('spline-autoregressive', columns, transforms, rows);
  }
}
