// Values of what a model is given, as they are chosen on the page.
import type { Condition, GivenValues } from '../../src/protocol/model';

/** To a thousandth of what the column varies by. */
export function rounded(value: number, scale: number): number {
  const digit = 10 ** Math.floor(Math.log10(scale / 100));
  return Number((Math.round(value / digit) * digit).toPrecision(12));
}

/** What was chosen for conditions of this model. */
export function ownChoices(own: Condition[], chosen: GivenValues): GivenValues {
  return Object.fromEntries(
    own.flatMap((c) => {
      const value = chosen[c.column];
      const fits =
        c.kind === 'category'
          ? typeof value === 'string' && c.levels.includes(value)
          : typeof value === 'number';
      return fits && value !== undefined ? [[c.column, value]] : [];
    }),
  );
}
