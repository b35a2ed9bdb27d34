// What the picture of y = f(x) shows, and the mean of k draws.
import type { Sentence } from './sentence';

/**
 * Where x comes from: a column's histogram, the fitted
 * one-column flow, or what was typed, like "uniform(100, 160)".
 */
export type BaseChoice =
  { kind: 'column'; name: string } | { kind: 'model' } | { kind: 'typed'; text: string };

/** Everything at one place of the picture: an x with its y, and every other x of that y. */
export interface PlaceOfTransform {
  /** null when a y was chosen */
  x: number | null;
  y: number;
  density: number;
  roots: { x: number; slope: number; baseDensity: number }[];
  /** probability of exactly this y */
  atom: number;
}

export interface TransformView {
  base: Sentence;
  /** what the formula calls x, and its result */
  variable: string;
  result: string;
  /** of x, where a header says it */
  unit: string | null;
  xRange: [number, number];
  yRange: [number, number];
  /** p_X on a grid over xRange */
  x: number[];
  baseDensity: number[];
  /** f, broken where it jumps or is not defined: pieces of [x, y] */
  curve: [number, number][][];
  /** edges over yRange, and the mean of p_Y between them (without atoms) */
  yEdges: number[];
  density: number[];
  atoms: { value: number; probability: number; exact: boolean }[];
  /** small intervals of x of equal length, and where their ends go */
  intervals: { x: [number, number]; y: [number, number] }[];
  omittedMass: number;
  diffeomorphism: 'yes' | 'no' | 'cannot tell';
  reason: Sentence;
  /** places of x to mark: where it fails */
  marks: { x: number; y: number; sentence: Sentence }[];
  notes: Sentence[];
  /** exact numbers at the place that was asked for */
  place: PlaceOfTransform | null;
}

export interface MeanView {
  base: Sentence;
  k: number;
  steps: {
    k: number;
    distance: number;
    standardError: number;
    noise: number;
    bound: number;
    gaussian: { mean: number; standardDeviation: number };
  }[];
  /** histogram of the simulated means, as a density */
  edges: number[];
  density: number[];
  draws: number;
  /** null in place of infinity, which messages to a page cannot hold */
  tail: { estimate: number | null; low: number | null; high: number | null; order: number } | null;
  notes: Sentence[];
}
