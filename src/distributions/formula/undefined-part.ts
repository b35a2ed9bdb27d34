// Where a formula has no number: the innermost part of what was typed that is the reason.
import { compile } from './evaluate';
import { type Expression, parts } from './expression';
import type { Formula } from './parse';

/**
 * The part of a formula, as it was typed, at which its value stops being defined; branches of a condition that is not
 * taken do not count.
 * @param point where the formula is NaN
 */
export function undefinedPart({ expression, origins, text }: Formula, point: number[]): string {
  const value = (e: Expression) => compile([e]).values(point)[0]!;
  const bad = (e: Expression) => Number.isNaN(value(e));
  let [at, typed] = [expression, origins.get(expression) ?? text];
  for (;;) {
    typed = origins.get(at) ?? typed;
    const inner = (
      at.kind === 'switch' && !bad(at.on) ? [value(at.on) < 0 ? at.below : at.above] : parts(at)
    ).find(bad);
    if (!inner) return typed;
    at = inner;
  }
}
