// What a layer does to one column, in a sentence.
import type { ColumnMap } from '../../../src/protocol/microscope';
import { formatValue } from '../../text/format';
import { t } from '../../text/translate';

/** @param at where the row is, in u */
export function mapWords(map: ColumnMap, { u, x }: { u: string; x: string }, at: number): string {
  switch (map.kind) {
    case 'affine':
    case 'transform':
      return map.kind === 'affine'
        ? t('{0} = {1} × {2} + {3}.', x, formatValue(map.scale), u, formatValue(map.shift))
        : t(
            '{0} on the scale {1}: {2} × {3} + {4}, and back from that scale.',
            x,
            map.text,
            formatValue(map.scale),
            u,
            formatValue(map.shift),
          );
    case 'line':
      return t(
        '{0} = {1} × {2} + {3}, and a straight line in the columns before it.',
        x,
        formatValue(map.scale),
        u,
        formatValue(map.shift),
      );
    case 'copy':
      return t('{0} is {1}, unchanged.', x, u);
    case 'spline': {
      const bins = map.u.length - 1;
      const bin = map.u.findIndex((knot) => knot > at);
      return bin <= 0
        ? t('A spline of {0} bins; the row lies beyond it, where {1} = {2}.', bins, x, u)
        : t(
            'A spline of {0} bins; the row lies in bin {1}, from {2} to {3}.',
            bins,
            bin,
            formatValue(map.u[bin - 1]),
            formatValue(map.u[bin]),
          );
    }
  }
}
