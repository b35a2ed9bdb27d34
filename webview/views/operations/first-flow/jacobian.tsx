// dx/du of a step at one of the user's own rows, as a matrix, with its determinant found in two ways.
import { useMemo } from 'preact/hooks';
import type {
  BuildUpView,
  JacobianAtRow,
  StageJacobians,
} from '../../../../src/protocol/first-flow';
import { small, stageLabel } from '../../../../src/protocol/first-flow-words';
import { HeatMap } from '../../../charts/heat-map';
import { Dropdown } from '../../../controls/controls';
import { Help } from '../../../controls/help';
import { formatNats, formatValue } from '../../../text/format';
import { pointName } from '../../../text/names';
import { speech, t } from '../../../text/translate';
import { determinantText, product } from './diagonal';
import { place, stage } from './state';

/** Columns and rows of the matrix that are drawn. */
const DRAWN = 12;

export function JacobianPart({ view: { columns, jacobians } }: { view: BuildUpView }) {
  const shown = jacobians.find((j) => j.stage === stage.value) ?? jacobians.at(-1)!;
  const index = Math.min(place.value, shown.rows.length - 1);
  const at = shown.rows[index]!;
  return (
    <section aria-label={t('The Jacobian at a row')}>
      <h2 class="part">
        {t('The Jacobian at a row')}
        <Help of="Jacobian" />
      </h2>
      <div class="row">
        <Dropdown
          label={t('step')}
          value={shown.stage}
          options={jacobians.map((j) => ({ value: j.stage, label: stageLabel(j.stage, speech) }))}
          onChange={(next) => (stage.value = next)}
        />
      </div>
      <label class="slider">
        <span>{t('row')}</span>
        <input
          type="range"
          min={0}
          max={shown.rows.length - 1}
          step={1}
          value={index}
          aria-label={t('held-out row at which the Jacobian is shown')}
          aria-valuetext={pointName(at.row)}
          onInput={(e) => (place.value = Number(e.currentTarget.value))}
        />
        <span class="stage">{`${pointName(at.row)}: ${at.x
          .slice(0, 4)
          .map((v) => formatValue(v))
          .join(', ')}${at.x.length > 4 ? ', …' : ''}`}</span>
      </label>
      <Matrix columns={columns} at={at} />
      <Determinant shown={shown} at={at} />
    </section>
  );
}

function Matrix({ columns, at }: { columns: string[]; at: JacobianAtRow }) {
  const dim = columns.length;
  const drawn = Math.min(dim, DRAWN);
  const names = columns.slice(0, drawn);
  const matrix = useMemo(
    () => ({
      rows: names,
      columns: names.map((name) => `u (${name})`),
      values: names.flatMap((_, i) => at.values.slice(i * dim, i * dim + drawn)),
    }),
    [columns, at],
  );
  return (
    <>
      <p class="muted">
        {dim > drawn
          ? t(
              'd x / d u, the first {0} of {1} columns: how x of a line answers to u of a column',
              drawn,
              dim,
            )
          : t('d x / d u: how x of a line answers to u of a column')}
      </p>
      <HeatMap
        matrix={matrix}
        label={t('Jacobian of the whole flow at {0}', pointName(at.row))}
        name="Jacobian"
        corner="x"
      />
    </>
  );
}

function Determinant({ shown, at }: { shown: StageJacobians; at: JacobianAtRow }) {
  const dim = at.x.length;
  const diagonal = Array.from({ length: dim }, (_, d) => at.values[d * (dim + 1)]!);
  const logDet = diagonal.reduce((sum, v) => sum + Math.log(Math.abs(v)), 0);
  return (
    <>
      <p>
        {shown.triangular
          ? t(
              'Zeros above the diagonal stand there at every row: no x depends on a u that comes later. So the determinant is the product of the diagonal, {0} numbers, O(N).',
              dim,
            )
          : t(
              'The layers take the columns in different orders, so that the whole matrix is full. Each layer is triangular in its own order, and determinants multiply: the flow still adds up one number a column and layer, O(N).',
            )}
      </p>
      {shown.triangular && (
        <p class="formula">{`det J = ${product(diagonal)} = ${determinantText(logDet)}`}</p>
      )}
      <p class="formula">
        {t(
          'log |det J|: the flow adds up {0}; LU decomposition of the matrix, which knows nothing of the flow, finds {1}. Difference {2} nats.',
          formatNats(at.logDet, 6),
          formatNats(at.byLu, 6),
          small(Math.abs(at.logDet - at.byLu), speech),
        )}
      </p>
      <p class="muted">
        {t(
          'The matrix is found by differences in double precision, so its last digits are not exact.',
        )}
      </p>
    </>
  );
}
