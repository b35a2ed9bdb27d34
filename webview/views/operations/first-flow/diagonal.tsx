// The first step with its numbers:
// the diagonal affine flow beside the Gaussian with diagonal covariance, and its determinant written out.
import type { BuildUpView } from '../../../../src/protocol/first-flow';
import { closedWords } from '../../../../src/protocol/first-flow-words';
import { Table } from '../../../controls/table';
import { formatNats, formatValue } from '../../../text/format';
import { speech, t } from '../../../text/translate';

/** Factors that are written out; the others are counted. */
const WRITTEN = 6;

export function DiagonalPart({ view }: { view: BuildUpView }) {
  const { columns, diagonal } = view;
  const { a, b, mean, standardDeviation, logDet } = diagonal;
  return (
    <section aria-label={t('The diagonal affine flow and the Gaussian')}>
      <h2 class="part">{t('Two ways to the same numbers')}</h2>
      {closedWords(view, speech).map((sentence) => (
        <p key={sentence}>{sentence}</p>
      ))}
      <div
        class="table-scroll"
        tabIndex={0}
        role="group"
        aria-label={t('Parameters of the diagonal flow')}
      >
        <Table
          stacks
          caption={t(
            'The flow by the gradient of its likelihood, the Gaussian by means and sums of squares',
          )}
          head={[t('column'), 'a', 'exp(a)', t('standard deviation'), 'b', t('mean')]}
          rows={columns.map((name, d) => ({
            key: name,
            cells: [
              name,
              formatValue(a[d]),
              formatValue(Math.exp(a[d]!)),
              formatValue(standardDeviation[d]),
              formatValue(b[d]),
              formatValue(mean[d]),
            ],
          }))}
        />
      </div>
      <p class="formula">{`det J = ${product(a.map(Math.exp))} = ${determinantText(logDet)}`}</p>
      <p class="formula">{`log det J = ${sum(a)} = ${formatNats(logDet, 4)}`}</p>
      <p class="muted">
        {t(
          'The Jacobian is diagonal, so its determinant is the product of exp(a): one number a column, O(N).',
        )}
      </p>
    </section>
  );
}

/** exp(logDet), or that as a power where it is no number of double precision. */
export function determinantText(logDet: number): string {
  const value = Math.exp(logDet);
  return value > 0 && Number.isFinite(value) ? formatValue(value) : `e^${formatNats(logDet, 2)}`;
}

const rest = (more: number, sign: string) =>
  more > 0 ? ` ${sign} ${t('… ({0} more)', more)}` : '';

/** "2.1 × 0.4 × … (3 more)" */
export function product(factors: readonly number[]): string {
  return (
    factors
      .slice(0, WRITTEN)
      .map((v) => formatValue(v))
      .join(' × ') + rest(factors.length - WRITTEN, '×')
  );
}

export function sum(terms: readonly number[]): string {
  return (
    terms
      .slice(0, WRITTEN)
      .map((v) => (v < 0 ? `(${formatNats(v, 4)})` : formatNats(v, 4)))
      .join(' + ') + rest(terms.length - WRITTEN, '+')
  );
}
