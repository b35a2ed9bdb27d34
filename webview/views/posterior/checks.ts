// The checks of a calibration, each with what it says in a sentence and whether it holds.
import type { CalibrationResult } from '../../../src/protocol/inference';
import { formatValue } from '../../text/format';
import { t } from '../../text/translate';

export interface Check {
  name: string;
  words: string;
  /** null: it says a figure, and nothing is right or wrong about it */
  holds: boolean | null;
}

/** A p-value below this, times the number of looks, is no chance. */
const LEAST = 0.01;
/** Standard errors that a share may be off. */
const WIDE = 3;

/** "p = 0.03" */
const figure = (p: number) =>
  p < 0.001 ? `p < ${formatValue(0.001)}` : `p = ${formatValue(Number(p.toPrecision(2)))}`;
const percent = (share: number) => formatValue(Number((100 * share).toPrecision(3)));

/** A share of pairs and its standard error if regions of `level` hold as many as they should. */
export const bandOf = (level: number, pairs: number): number =>
  Math.sqrt((level * (1 - level)) / pairs);

export function checksOf(found: CalibrationResult): Check[] {
  const { sbc, columns, coverage, tarp, conformal, misspecification, pairs } = found;
  const least = Math.min(1, Math.min(...sbc.pValues) * columns.length);
  const worst = columns[sbc.pValues.indexOf(Math.min(...sbc.pValues))]!;
  const [level, share] = coverage.find(([l]) => l === 0.9)!;
  const off = Math.abs(share - level) > WIDE * bandOf(level, pairs);
  const threshold = conformal['0.9'];
  return [
    {
      name: t('Simulation-based calibration.'),
      holds: least >= LEAST,
      words:
        least >= LEAST
          ? t('Ranks of the true parameters are uniform, as they should be ({0}).', figure(least))
          : t(
              'Ranks of {0} are not uniform ({1}): its posteriors are too wide, too narrow or shifted.',
              worst,
              figure(least),
            ),
    },
    {
      name: t('Expected coverage.'),
      holds: !off,
      words: t(
        off
          ? 'Densest regions of 90 % hold the true parameters in {0} ± {1} % of the pairs, which is not 90 %.'
          : 'Densest regions of 90 % hold the true parameters in {0} ± {1} % of the pairs.',
        percent(share),
        percent(bandOf(level, pairs)),
      ),
    },
    {
      name: t('TARP.'),
      holds: tarp.pValue >= LEAST,
      words:
        tarp.pValue >= LEAST
          ? t(
              'Regions around random points hold as many as they should ({0}).',
              figure(tarp.pValue),
            )
          : t(
              'Regions around random points do not hold as many as they should ({0}).',
              figure(tarp.pValue),
            ),
    },
    ...(threshold === null || threshold === undefined
      ? []
      : [
          {
            name: t('Conformal.'),
            holds: null,
            words: t(
              'The densest region of {0} % holds the true parameters in at least 90 % of the pairs, whatever the flow, on average over the table.',
              percent(threshold),
            ),
          },
        ]),
    ...(misspecification
      ? [
          {
            name: t('Misspecification.'),
            holds: misspecification.pValue >= LEAST,
            words:
              misspecification.pValue >= LEAST
                ? t(
                    'This observation is like those of the table ({0}).',
                    figure(misspecification.pValue),
                  )
                : t(
                    'This observation is unlike those of the table ({0}): the simulations do not describe it, and its posterior means little.',
                    figure(misspecification.pValue),
                  ),
          },
        ]
      : []),
  ];
}
