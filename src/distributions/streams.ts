// The streams of random numbers: each use has its own, so that under one seed no two uses see the same numbers.
// A stream is part of what a seed means: none is changed, or given to another use, without a word in CHANGELOG.md.
// What has a seed of its own (the split, the orders of columns, timings) meets no other.

/** Streams of a use that needs several, by a number of its own. */
interface Family {
  (index: number): number;
  first: number;
  count: number;
}

/** @throws RangeError (of the result) for an index outside 0..count-1 */
function family(first: number, count: number): Family {
  const stream = (index: number) => {
    if (!(index >= 0 && index < count))
      throw new RangeError(`There is no stream ${index} of ${count}.`);
    return first + index;
  };
  return Object.assign(stream, { first, count });
}

export const STREAMS = {
  /** also drawn from by the browser loader */
  flowSamples: 3,
  gaussianSamples: 7,
  mixtureComponent: 8,
  mixtureSamples: 9,
  /** added to whole numbers before a fit */
  dequantisation: 11,
  mixtureStart: 12,
  mixtureParts: 13,
  /** distributions of one column that are typed, or are a histogram */
  univariateSamples: 14,
  univariateComponent: 15,
  /** rows of a column that is transformed */
  transformRows: 16,
  weightedRows: 17,
  conditionRows: 18,
  drawnConditions: 19,
  meanOfDraws: 21,
  /** which draws rejection sampling keeps */
  rejection: 22,
  /** draws around a proposal that look for mass that it misses */
  reach: 2001,
  /** of one column given all others */
  lineDraws: 2002,
  /** places among equal ranks, and points that regions are drawn around */
  calibration: 2003,
  references: 2004,
  /** pairs that calibration looks at */
  calibrationRows: 2005,
  /** where resampling by weights starts */
  resampling: 2010,
  /** moves of a population: jitter, and which differences and whether they are taken */
  populationMoves: 2011,
  populationChoices: 2012,
  /** of two columns given all others */
  planeDraws: 2006,
  /** of variational inference: points that look for modes, draws of each step, draws of the result and of its check */
  modeStarts: 2020,
  variationalSteps: 2021,
  variationalDraws: 2022,
  variationalCheck: 2023,
  variationalComponents: 2024,
  /** draws that say how much of a flow lies within its bounds */
  massInside: 2013,
  /** a layer's two matrices of weights: 2 x layer, 2 x layer + 1 */
  weights: family(23, 577),
  contextWeights: family(601, 399),
  biases: family(1201, 399),
  /** permutations of the test of whether rows that follow one another are alike */
  orderTest: 2000,
  /** by the side of the matrices that are timed */
  prices: family(3000, 90_000),
  /** of rows that a flow drew without a finite value, by attempt */
  flowSamplesAgain: family(100_000, 100_000),
  /** the order of rows in an epoch */
  epochs: family(1_000_000, 2 ** 32 - 1_000_000),
} satisfies Record<string, number | Family>;
