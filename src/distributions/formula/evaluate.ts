// Formulas compiled to a list of steps, evaluated at points in float64 or over boxes in intervals; no code is run.
import { type Expression, nodes } from './expression';
import { smoothFunction } from './functions';
import {
  add,
  at,
  divide,
  EMPTY,
  hull,
  increasing,
  integerPower,
  type Interval,
  isEmpty,
  multiply,
  realPower,
  subtract,
} from './interval';

export interface Compiled {
  /** values of every expression at a point; NaN where one is not defined */
  values(point: ArrayLike<number>): number[];
  /** bounds of every expression over a box */
  bounds(box: readonly Interval[]): Interval[];
}

/** Compiles expressions that share nodes together. */
export function compile(expressions: readonly Expression[]): Compiled {
  const order = nodes(expressions);
  const place = new Map(order.map((e, i) => [e, i]));
  const index = (e: Expression) => place.get(e)!;
  const points = order.map((e) => pointStep(e, index));
  const intervals = order.map((e) => intervalStep(e, index));
  const outputs = expressions.map(index);
  return {
    values(point) {
      const v = new Array<number>(order.length);
      for (let i = 0; i < points.length; i++) v[i] = points[i]!(v, point);
      return outputs.map((o) => v[o]!);
    },
    bounds(box) {
      const v = new Array<Interval>(order.length);
      for (let i = 0; i < intervals.length; i++) v[i] = intervals[i]!(v, box);
      return outputs.map((o) => v[o]!);
    },
  };
}

type PointStep = (v: number[], point: ArrayLike<number>) => number;
type IntervalStep = (v: Interval[], box: readonly Interval[]) => Interval;
type Index = (e: Expression) => number;

function pointStep(e: Expression, index: Index): PointStep {
  switch (e.kind) {
    case 'constant':
      return () => e.value;
    case 'variable':
      return (_, point) => point[e.index]!;
    case 'power': {
      const b = index(e.base);
      return (v) => v[b]! ** e.exponent;
    }
    case 'function': {
      const a = index(e.argument);
      const { value } = smoothFunction(e.name);
      return (v) => value(v[a]!);
    }
    case 'floor': {
      const a = index(e.argument);
      return (v) => Math.floor(v[a]!);
    }
    case 'switch': {
      const [on, below, above] = [index(e.on), index(e.below), index(e.above)];
      return (v) => (v[on]! < 0 ? v[below]! : v[on]! >= 0 ? v[above]! : NaN);
    }
    default: {
      const [a, b] = [index(e.left), index(e.right)];
      switch (e.kind) {
        case 'sum':
          return (v) => v[a]! + v[b]!;
        case 'difference':
          return (v) => v[a]! - v[b]!;
        case 'product':
          return (v) => v[a]! * v[b]!;
        case 'quotient':
          return (v) => v[a]! / v[b]!;
      }
    }
  }
}

function intervalStep(e: Expression, index: Index): IntervalStep {
  switch (e.kind) {
    case 'constant': {
      const value = at(e.value);
      return () => value;
    }
    case 'variable':
      return (_, box) => box[e.index]!;
    case 'power': {
      const b = index(e.base);
      const { exponent } = e;
      return Number.isInteger(exponent)
        ? (v) => integerPower(v[b]!, exponent)
        : (v) => realPower(v[b]!, exponent);
    }
    case 'function': {
      const a = index(e.argument);
      const { bounds } = smoothFunction(e.name);
      return (v) => (isEmpty(v[a]!) ? EMPTY : bounds(v[a]!));
    }
    case 'floor': {
      const a = index(e.argument);
      return (v) => {
        const { lo, hi, whole } = increasing(v[a]!, Math.floor, -Infinity, Infinity, 0);
        // at a whole number the floor jumps
        return { lo, hi, whole: whole && lo === hi && v[a]!.lo > lo };
      };
    }
    case 'switch': {
      const [on, below, above] = [index(e.on), index(e.below), index(e.above)];
      return (v) => {
        const s = v[on]!;
        if (isEmpty(s)) return EMPTY;
        const chosen = s.hi < 0 ? v[below]! : s.lo > 0 ? v[above]! : hull(v[below]!, v[above]!);
        return s.whole ? chosen : { ...chosen, whole: false };
      };
    }
    default: {
      const [a, b] = [index(e.left), index(e.right)];
      const act = { sum: add, difference: subtract, product: multiply, quotient: divide }[e.kind];
      return a === b && e.kind === 'product'
        ? (v) => integerPower(v[a]!, 2)
        : (v) => act(v[a]!, v[b]!);
    }
  }
}
