// The same base points after each step of the build-up, beside rows that none of the steps was fitted to.
import { useMemo } from 'preact/hooks';
import type { BuildUpView, StepClouds } from '../../../../src/protocol/first-flow';
import { stageLabel } from '../../../../src/protocol/first-flow-words';
import { ChartOrTable } from '../../../charts/chart-or-table';
import { jitter } from '../../../charts/cloud-picture';
import { alphaFor, sizeFor } from '../../../charts/point-cloud';
import { type Range, rangeOf } from '../../../charts/scale';
import { Scatter, type ScatterSet } from '../../../charts/scatter';
import { PairOption } from '../../../controls/pair-option';
import { Table } from '../../../controls/table';
import { parseColour } from '../../../state/colours';
import { pairIn } from '../../../state/look';
import { scaleColour, type Theme, theme } from '../../../state/theme';
import { formatCount, formatValue } from '../../../text/format';
import { speech, t } from '../../../text/translate';

const TABLE_POINTS = 20;
/** Standard deviations of the base that its picture holds, and the place of a base value in the scale of colours. */
const REACH = 3.5;
const SPREAD = 2;

interface Cloud {
  key: string;
  label: string;
  values: Float32Array;
  /** points that are followed, or rows */
  followed: boolean;
}

export function StepCloudsPart({
  view: { columns },
  clouds,
}: {
  view: BuildUpView;
  clouds: StepClouds;
}) {
  const [i, j] = pairIn(columns);
  const colours = theme.value;
  const all: Cloud[] = [
    { key: 'base', label: t('base u'), values: clouds.base, followed: true },
    ...clouds.steps.map(({ stage, x }) => ({
      key: stage,
      label: stageLabel(stage, speech),
      values: x,
      followed: true,
    })),
    { key: 'rows', label: t('held-out rows'), values: clouds.rows, followed: false },
  ];
  const label = t('The same {0} base points after each step', formatCount(clouds.count));
  return (
    <section aria-label={t('Where the same points go')}>
      <h2 class="part">{t('Where the same points go')}</h2>
      <PairOption columns={columns} pair={[i, j]} />
      <ChartOrTable
        label={label}
        main={false}
        savable={false}
        caption={
          <span class="muted">
            {t(
              '{0} base points, the same in each picture; their colour is that of {1}, from low to high.',
              formatCount(clouds.count),
              `u (${columns[i]})`,
            )}
          </span>
        }
        chart={() => (
          <div class="step-clouds">
            {all.map((cloud) => (
              <figure key={cloud.key}>
                <figcaption>{cloud.label}</figcaption>
                <StepCloud {...{ cloud, clouds, columns, i, j, colours }} />
              </figure>
            ))}
          </div>
        )}
        table={() => (
          <Table
            stacks
            caption={t('The first {0} points', Math.min(TABLE_POINTS, clouds.count))}
            head={[t('point'), ...all.filter((c) => c.followed).map((c) => c.label)]}
            rows={Array.from({ length: Math.min(TABLE_POINTS, clouds.count) }, (_, k) => ({
              key: String(k),
              cells: [
                formatCount(k + 1),
                ...all
                  .filter((c) => c.followed)
                  .map(({ values }) => pairWords(values, k, columns.length, i, j)),
              ],
            }))}
          />
        )}
      />
    </section>
  );
}

const pairWords = (values: Float32Array, k: number, dim: number, i: number, j: number) =>
  (i === j ? [i] : [i, j]).map((d) => formatValue(values[k * dim + d])).join('; ');

function StepCloud({
  cloud: { key, label, values, followed },
  clouds,
  columns,
  i,
  j,
  colours,
}: {
  cloud: Cloud;
  clouds: StepClouds;
  columns: readonly string[];
  i: number;
  j: number;
  colours: Theme;
}) {
  const dim = columns.length;
  const set = useMemo(
    () => setOf(values, followed ? clouds.base : null, dim, i, j, colours),
    [values, followed, clouds, dim, i, j, colours],
  );
  const base = key === 'base';
  // all steps on the axes of the rows, so that their pictures can be compared
  const axis = (d: number) => ({
    name: base ? `u (${columns[d]})` : columns[d]!,
    range: base
      ? ([-REACH, REACH] as Range)
      : rangeOf(clouds.rows, d, dim, clouds.rows.length / dim),
  });
  return (
    <Scatter
      set={set}
      x={axis(i)}
      y={dim === 1 ? { name: null, range: [0, 1] } : axis(j)}
      label={
        dim === 1
          ? `${label}: ${columns[i]!}`
          : `${label}: ${t('{0} against {1}', columns[i]!, columns[j]!)}`
      }
      name={`step ${key}`}
      selects={false}
      aspect={0.85}
    />
  );
}

/** @param base colours points by their first base value of the pair; null: rows, in the colour of data */
function setOf(
  values: Float32Array,
  base: Float32Array | null,
  dim: number,
  i: number,
  j: number,
  colours: Theme,
): ScatterSet {
  const count = values.length / dim;
  const data = parseColour(colours.data);
  const alpha = 255 * alphaFor(count);
  const painted = new Uint8Array(4 * count);
  for (let k = 0; k < count; k++) {
    const u = base ? base[k * dim + i]! : 0;
    const part = Math.min(1, Math.max(0, (u / SPREAD + 1) / 2));
    const colour = base ? scaleColour(colours, part) : data;
    painted.set([...colour.map((v) => 255 * v), alpha], 4 * k);
  }
  const of = (d: number) => Float32Array.from({ length: count }, (_, k) => values[k * dim + d]!);
  return {
    x: of(i),
    y: dim === 1 ? Float32Array.from({ length: count }, (_, k) => jitter(k)) : of(j),
    colours: painted,
    rows: new Float64Array(count).fill(-1),
    count,
    size: sizeFor(count),
  };
}
