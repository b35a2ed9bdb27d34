// Sentences of the build-up and of the price of a determinant: the command line and the pages say the same.
import type {
  BuildUpStage,
  BuildUpView,
  DeterminantPrice,
  Difference,
  StageName,
} from './first-flow';
import type { Score } from './model';
import type { Speech } from './speech';

export function stageLabel(stage: StageName, { t }: Speech): string {
  switch (stage) {
    case 'diagonal':
      return t('Diagonal affine flow');
    case 'linear':
      return t('Linear dependence');
    case 'network':
      return t('One autoregressive layer');
    case 'affine stack':
      return t('Stack of affine layers');
    case 'spline stack':
      return t('Stack of spline layers');
  }
}

/** "0.42 ± 0.01" with two figures of the error */
export function natsWords({ mean, standardError }: Score, { language }: Speech): string {
  const digits =
    standardError > 0 ? Math.max(2, Math.min(4, 1 - Math.floor(Math.log10(standardError)))) : 3;
  const figure = (v: number) =>
    v
      .toLocaleString(language, {
        minimumFractionDigits: digits,
        maximumFractionDigits: digits,
        useGrouping: false,
        signDisplay: 'negative',
      })
      .replace('-', '−');
  return Number.isFinite(mean)
    ? `${figure(mean)} ± ${Number.isFinite(standardError) ? figure(standardError) : '?'}`
    : mean > 0
      ? '∞'
      : '−∞';
}

/** Nats below which a difference is that of single precision. */
const ROUNDING = 0.0005;

/**
 * What a step is worth; '' for the first. A gain counts from two standard errors on.
 * @param alone there is one column
 */
export function gainWords(
  { name, gain, cut }: Pick<BuildUpStage, 'name' | 'gain' | 'cut'>,
  speech: Speech,
  alone = false,
): string {
  if (!gain) return '';
  const { t } = speech;
  const nats = natsWords(gain, speech);
  const least = Math.max(2 * gain.standardError, ROUNDING);
  if (gain.mean < -least && cut)
    return t(
      'This step loses: {0} nats a row. Time ended its training early, so that more seconds may turn this.',
      nats,
    );
  if (gain.mean < -least)
    return t(
      'This step loses: {0} nats a row. It fits the training rows more closely than rows it has not seen.',
      nats,
    );
  if (!(gain.mean > least))
    return t('This step gains nothing that these rows can show: {0} nats a row.', nats);
  if (alone) return t('The shape of the column beyond a Gaussian is worth {0} nats a row.', nats);
  switch (name) {
    case 'diagonal':
      return '';
    case 'linear':
      return t('Dependence along straight lines is worth {0} nats a row.', nats);
    case 'network':
      return t(
        'Curved dependence, and a spread that depends on other columns, are worth {0} nats a row.',
        nats,
      );
    case 'affine stack':
      return t(
        'More affine layers, each with the columns in another order, are worth {0} nats a row.',
        nats,
      );
    case 'spline stack':
      return t(
        'Splines, which bend each column away from a Gaussian given the others, are worth {0} nats a row.',
        nats,
      );
  }
}

/** All of the steps together. */
export function totalWords(view: BuildUpView, speech: Speech): string {
  const { t, language } = speech;
  return view.total
    ? t(
        'From the first step to the last: {0} nats a row, on {1} held-out rows.',
        natsWords(view.total, speech),
        view.heldOut.toLocaleString(language),
      )
    : '';
}

/** How near the first two steps are to the Gaussians that they should be. */
export function closedWords(
  { diagonal, linear }: Pick<BuildUpView, 'diagonal' | 'linear'>,
  speech: Speech,
): string[] {
  const { t } = speech;
  const both = ({ parameters, logDensity }: Difference): [string, string] => [
    small(parameters, speech),
    small(logDensity, speech),
  ];
  return [
    t(
      'The diagonal affine flow, by {0} steps along the gradient of its likelihood, is the Gaussian with diagonal covariance: parameters differ by at most {1} standard deviations, log densities of held-out rows by at most {2} nats.',
      diagonal.iterations,
      ...both(diagonal.difference),
    ),
    ...(linear
      ? [
          t(
            'The linear autoregressive flow, fitted column by column, is the Gaussian with full covariance: to {0} in the covariance, relative, and {1} nats in the log densities of held-out rows.',
            ...both(linear),
          ),
        ]
      : []),
  ];
}

export function priceWords(
  { sizes, slopes, flows, engine, stopped }: DeterminantPrice,
  speech: Speech,
): string[] {
  const { t, language } = speech;
  const last = sizes.at(-1);
  const count = (v: number) => v.toLocaleString(language, { maximumSignificantDigits: 2 });
  const slope = (v: number) =>
    v.toLocaleString(language, { minimumFractionDigits: 2, maximumFractionDigits: 2 });
  return [
    ...(stopped ? [t('Stopped: the larger sizes were not measured.')] : []),
    ...(last
      ? [
          t(
            'With N = {0} columns, log |det J| of any matrix takes {1} by LU decomposition; adding up the {0} log-diagonals of a triangular one takes {2}: {3} times less.',
            last.n,
            timeWords(last.lu, speech),
            timeWords(last.sum, speech),
            count(last.lu / last.sum),
          ),
        ]
      : []),
    ...(slopes
      ? [
          t(
            'From N = {0} on, LU grows like N to the power {1}, and the sum like N to the power {2}; the count of operations says 3 and 1. For small N the cost of a call, and caches, hide both.',
            slopes.from,
            slope(slopes.lu),
            slope(slopes.sum),
          ),
        ]
      : []),
    ...flows.map((f) =>
      f.flow === 'affine-autoregressive'
        ? t(
            'A whole log density of one row in {0} columns takes {1} with {2} affine layers ({3}, one thread): networks and all.',
            f.columns,
            timeWords(f.seconds, speech),
            f.layers,
            engine,
          )
        : t(
            'With {2} spline layers it takes {1} ({3}, one thread; {0} columns).',
            f.columns,
            timeWords(f.seconds, speech),
            f.layers,
            engine,
          ),
    ),
  ];
}

/** "61 ms", "0.3 µs" */
export function timeWords(seconds: number, { language }: Speech): string {
  const [factor, unit] =
    seconds >= 1
      ? [1, 's']
      : seconds >= 1e-3
        ? [1e3, 'ms']
        : seconds >= 1e-6
          ? [1e6, 'µs']
          : [1e9, 'ns'];
  return `${(seconds * factor).toLocaleString(language, { maximumSignificantDigits: 3 })} ${unit}`;
}

/** "3e-16" */
export function small(value: number, { language }: Speech): string {
  return value === 0
    ? '0'
    : value
        .toLocaleString(language, { notation: 'scientific', maximumSignificantDigits: 2 })
        .replace('E', 'e')
        .replace('-', '−');
}
