// Training curves against the Gaussian's constant line, in nats per row.
import type { TopLevelSpec } from 'vega-lite';
import type { FitState } from '../../src/protocol/fit';
import type { Theme } from '../state/theme';
import { formatNats } from '../text/format';
import { t } from '../text/translate';
import { wholeWidth } from './scale';
import { axisTicks, extentOf, vegaTicks } from './ticks';

const DASHES = [
  [4, 3],
  [1, 0],
  [8, 4],
];

export function trainingSpec(fit: FitState, colours: Theme, width: number): TopLevelSpec {
  const names = [
    t('flow, training rows'),
    t('flow, validation rows'),
    t('Gaussian, validation rows'),
  ];
  const last = Math.max(fit.plannedSteps, ...fit.curve.map((p) => p.step), 1);
  const values = [
    ...fit.curve
      .filter((p) => Number.isFinite(p.train))
      .map((p) => ({ step: p.step, nats: p.train, line: names[0] })),
    ...fit.curve
      .filter((p) => Number.isFinite(p.validation))
      .map((p) => ({ step: p.step, nats: p.validation, line: names[1] })),
    ...(isNumber(fit.gaussianValidation)
      ? [0, last].map((step) => ({ step, nats: fit.gaussianValidation!, line: names[2] }))
      : []),
  ];
  const legend = { title: null, columns: width < 500 ? 1 : 3 };
  return {
    ...wholeWidth(width),
    height: Math.round(Math.max(180, Math.min(320, width * 0.45, innerHeight * 0.36))),
    data: { values },
    encoding: {
      x: {
        field: 'step',
        type: 'quantitative',
        title: t('training step'),
        scale: { domain: [0, last] },
        axis: vegaTicks(
          axisTicks([0, last], Math.max(2, Math.floor(width / 110)), { whole: true }),
        ),
      },
      y: {
        field: 'nats',
        type: 'quantitative',
        title: t('log likelihood, nats per row'),
        scale: { zero: false, padding: 16 },
        axis: vegaTicks(axisTicks(extentOf(values.map((v) => v.nats)), 6)),
      },
      color: {
        field: 'line',
        type: 'nominal',
        scale: { domain: names, range: [colours.accent, colours.flow, colours.gaussian] },
        legend,
      },
    },
    layer: [
      {
        mark: { type: 'line', strokeWidth: 2 },
        encoding: {
          strokeDash: {
            field: 'line',
            type: 'nominal',
            scale: { domain: names, range: DASHES },
            legend,
          },
        },
      },
      {
        data: { values: values.slice(-1).filter((v) => v.line === names[2]) },
        mark: {
          type: 'text',
          align: 'right',
          baseline: 'bottom',
          dy: -4,
          text: t('Gaussian {0}', formatNats(fit.gaussianValidation)),
          fontSize: colours.fontSize - 1,
          font: colours.font,
        },
        encoding: { color: { value: colours.gaussian } },
      },
    ],
  } as TopLevelSpec;
}

const isNumber = (value: number | null): value is number =>
  typeof value === 'number' && Number.isFinite(value);
