// Sums of expressions over the rows of a table, at one point of their other variables: what depends on rows alone is
// computed once, what depends on the point alone once for each point, and only the rest for every row.
import { type Expression, nodes, parts } from './expression';
import { smoothFunction } from './functions';

/** Rows that go through all operations together: they stay in the fast memory. */
const BLOCK = 512;

/** Values of an expression: of every row (`whole`), of the rows of a block, or one for all (`stride` 0). */
interface Values {
  of: Float64Array;
  stride: 0 | 1;
  whole: boolean;
}

/** Computes `count` values for the rows from `from` on. */
type Step = (from: number, count: number) => void;

export class RowSums {
  private readonly point: Float64Array[];
  private readonly once: Step[] = [];
  private readonly each: Step[] = [];
  private readonly results: Values[];

  /**
   * @param variables variables below this number are those of the point; variable `variables` + c is column c
   * @param columns of one length, `rows`; those that no expression reads may be absent
   */
  constructor(
    expressions: readonly Expression[],
    variables: number,
    columns: readonly (Float64Array | undefined)[],
    private readonly rows: number,
  ) {
    this.point = Array.from({ length: variables }, () => new Float64Array(1));
    const known = new Map<Expression, Values>();
    const varies = new Map<Expression, boolean>();
    const values = (e: Expression) => known.get(e)!;
    for (const e of nodes(expressions)) {
      if (e.kind === 'constant') {
        known.set(e, { of: Float64Array.of(e.value), stride: 0, whole: false });
        varies.set(e, false);
        continue;
      }
      if (e.kind === 'variable') {
        const own = e.index < variables;
        const of = own ? this.point[e.index]! : columns[e.index - variables]!;
        known.set(e, { of, stride: own ? 0 : 1, whole: !own });
        varies.set(e, own);
        continue;
      }
      const inputs = parts(e).map(values);
      const byRow = inputs.some(({ stride }) => stride === 1);
      const byPoint = parts(e).some((part) => varies.get(part));
      const whole = byRow && !byPoint;
      const size = whole ? rows : byRow ? BLOCK : 1;
      const out: Values = { of: new Float64Array(size), stride: byRow ? 1 : 0, whole };
      known.set(e, out);
      varies.set(e, byPoint);
      const step = stepOf(e, inputs, out);
      if (!byPoint) step(0, size);
      else (byRow ? this.each : this.once).push(step);
    }
    this.results = expressions.map(values);
  }

  /** The sum over all rows of every expression; NaN where one is not defined in a row. */
  at(point: ArrayLike<number>): Float64Array {
    this.point.forEach((cell, i) => (cell[0] = point[i]!));
    for (const step of this.once) step(0, 1);
    const sums = new Float64Array(this.results.length);
    for (let from = 0; from < this.rows; from += BLOCK) {
      const count = Math.min(BLOCK, this.rows - from);
      for (const step of this.each) step(from, count);
      this.results.forEach(({ of, stride, whole }, k) => {
        let sum = 0;
        if (stride === 0) sum = count * of[0]!;
        else for (let i = 0, at = whole ? from : 0; i < count; i++) sum += of[at + i]!;
        sums[k]! += sum;
      });
    }
    return sums;
  }
}

function stepOf(e: Expression, inputs: Values[], out: Values): Step {
  const [a, b, c] = inputs as [Values, Values, Values];
  const o = out.of;
  const start = (v: Values, from: number) => (v.whole ? from : 0);
  /** the loop over one argument */
  const over = (act: (x: number) => number): Step => {
    return (from, count) => {
      for (let i = 0, p = start(a, from), q = start(out, from); i < count; i++)
        o[q + i] = act(a.of[p + a.stride * i]!);
    };
  };
  // the four operations have loops of their own: a call for each number would take longer than the number
  switch (e.kind) {
    case 'sum':
      return (from, count) => {
        const [x, y, dx, dy] = [a.of, b.of, a.stride, b.stride];
        for (
          let i = 0, p = start(a, from), r = start(b, from), q = start(out, from);
          i < count;
          i++
        )
          o[q + i] = x[p + dx * i]! + y[r + dy * i]!;
      };
    case 'difference':
      return (from, count) => {
        const [x, y, dx, dy] = [a.of, b.of, a.stride, b.stride];
        for (
          let i = 0, p = start(a, from), r = start(b, from), q = start(out, from);
          i < count;
          i++
        )
          o[q + i] = x[p + dx * i]! - y[r + dy * i]!;
      };
    case 'product':
      return (from, count) => {
        const [x, y, dx, dy] = [a.of, b.of, a.stride, b.stride];
        for (
          let i = 0, p = start(a, from), r = start(b, from), q = start(out, from);
          i < count;
          i++
        )
          o[q + i] = x[p + dx * i]! * y[r + dy * i]!;
      };
    case 'quotient':
      return (from, count) => {
        const [x, y, dx, dy] = [a.of, b.of, a.stride, b.stride];
        for (
          let i = 0, p = start(a, from), r = start(b, from), q = start(out, from);
          i < count;
          i++
        )
          o[q + i] = x[p + dx * i]! / y[r + dy * i]!;
      };
    case 'power': {
      const { exponent } = e;
      if (exponent === 2) return over((x) => x * x);
      if (exponent === -1) return over((x) => 1 / x);
      if (exponent === -2) return over((x) => 1 / (x * x));
      return over((x) => x ** exponent);
    }
    case 'function':
      return over(smoothFunction(e.name).value);
    case 'floor':
      return over(Math.floor);
    case 'switch':
      return (from, count) => {
        const [p, r, s, q] = [start(a, from), start(b, from), start(c, from), start(out, from)];
        for (let i = 0; i < count; i++) {
          const on = a.of[p + a.stride * i]!;
          o[q + i] = on < 0 ? b.of[r + b.stride * i]! : on >= 0 ? c.of[s + c.stride * i]! : NaN;
        }
      };
    default:
      throw new Error('constants and variables have values already');
  }
}
