// What several seeds say together: how far a figure depends on chance in training.
import type { SeedScore } from './model';
import { ENGLISH, type Speech } from './speech';

export interface Spread {
  mean: number;
  /** over the seeds, divided by n - 1; NaN for one */
  standardDeviation: number;
  low: number;
  high: number;
}

export function spreadOf(values: number[]): Spread {
  const mean = values.reduce((sum, v) => sum + v, 0) / values.length;
  const square = values.reduce((sum, v) => sum + (v - mean) ** 2, 0);
  return {
    mean,
    standardDeviation: values.length > 1 ? Math.sqrt(square / (values.length - 1)) : NaN,
    low: Math.min(...values),
    high: Math.max(...values),
  };
}

/** "5 seeds: gain 0.31 nats per row on average, standard deviation 0.01, from 0.30 to 0.32." */
export function seedsSentence(seeds: SeedScore[], { t, language }: Speech = ENGLISH): string {
  const { mean, standardDeviation, low, high } = spreadOf(seeds.map((s) => s.gain.mean));
  const nats = (v: number) =>
    v
      .toLocaleString(language, {
        minimumFractionDigits: 3,
        maximumFractionDigits: 3,
        useGrouping: false,
      })
      .replace('-', '−');
  return t(
    '{0} seeds: gain {1} nats per row on average, standard deviation {2}, from {3} to {4}.',
    seeds.length,
    nats(mean),
    nats(standardDeviation),
    nats(low),
    nats(high),
  );
}
