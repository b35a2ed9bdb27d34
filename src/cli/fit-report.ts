// What the command line says of a fit, as lines and as JSON.
import type { ModelMetadata, RowCounts, Score, Scores, SeedScore } from '../protocol/model';
import { spreadOf } from '../protocol/seeds';
import { boundsWords, givenNames, keptWords } from '../protocol/words/conditions';
import { english } from '../protocol/sentence';

/** A fit of a large table takes a part of its rows: that is said. */
export function sampled(
  { train, validation, test, leftOut, purged = 0 }: RowCounts,
  read: number,
): string[] {
  const used = train + validation + test + purged;
  const n = (v: number) => v.toLocaleString('en');
  return used < read - leftOut
    ? [
        `Fitted on ${n(used)} of ${n(read - leftOut)} complete rows, chosen by a hash of their numbers; --rows takes more.`,
      ]
    : [];
}

/** Mean test log density and gain of each seed, and their spread over the seeds. */
export function seedsJson(seeds: SeedScore[] | undefined): object {
  if (!seeds) return {};
  return {
    seeds: seeds.map(({ seed, flow, validation, test, gain }) => ({
      seed,
      flow,
      validation,
      test: test.mean,
      gain: gain.mean,
      standardError: gain.standardError,
    })),
    spread: {
      test: spreadOf(seeds.map((s) => s.test.mean)),
      gain: spreadOf(seeds.map((s) => s.gain.mean)),
    },
  };
}

/** How rows were divided, what is independent among the test rows, and rows that decide alone. */
export function splitJson({ split, scores: { clusters, most }, notes }: ModelMetadata): object {
  return {
    split: split ?? { by: 'rows' },
    ...(clusters ? { clusters } : {}),
    ...(most ? { most } : {}),
    notes,
  };
}

/** What a density with conditions says besides. */
export function conditionalJson({
  specification,
  scores: { overUnconditional, groups },
}: ModelMetadata): object {
  return specification.given ? { given: givenNames(specification), overUnconditional, groups } : {};
}

export function conditionalLines({
  overUnconditional,
  groups,
}: Pick<Scores, 'overUnconditional' | 'groups'>): string[] {
  const nats = ({ mean, standardError }: Score) =>
    `${mean.toFixed(4)} ± ${standardError.toFixed(4)}`;
  return [
    ...(overUnconditional
      ? [`Over the Gaussian that is given nothing: ${nats(overUnconditional)} nats per row.`]
      : []),
    ...(groups ?? []).map(
      (g) =>
        `${g.column} = ${g.level}: gain ${nats(g.gain)} nats per row on ${g.rows.toLocaleString('en')} rows`,
    ),
  ];
}

/** What the draws of a model do that no row does, and what helps. */
export const boundsLines = ({ bounds }: Pick<ModelMetadata, 'bounds'>): string[] => {
  const words = boundsWords(bounds);
  return words ? [`${english(words)} "sample --within data" keeps only draws within them.`] : [];
};

/** Bounds that the density keeps, and how much of the flow lay outside of them. */
export const keptJson = ({
  specification: { support },
  leakage,
}: Pick<ModelMetadata, 'specification' | 'leakage'>): object =>
  support ? { support, leakage } : {};

export const keptLines = (m: Pick<ModelMetadata, 'specification' | 'leakage'>): string[] => {
  const words = keptWords(m);
  return words ? [english(words)] : [];
};

export const seedLine = ({ seed, flow, test, gain }: SeedScore) =>
  `seed ${seed}: ${flow}, ${test.mean.toFixed(4)} nats per row, gain ${gain.mean.toFixed(4)} ± ${gain.standardError.toFixed(4)}`;
