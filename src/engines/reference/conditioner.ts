// The masked network of an autoregressive layer (MADE, Germain et al. 2015): two hidden ReLU layers, sorted by degree.
import { degrees } from '../../flows/kinds/autoregressive';

export interface ConditionerWeights {
  w1: ArrayLike<number>;
  b1: ArrayLike<number>;
  w2: ArrayLike<number>;
  b2: ArrayLike<number>;
  w3: ArrayLike<number>;
  b3: ArrayLike<number>;
  /** [h1][context]; empty without context */
  wc: ArrayLike<number>;
}

/**
 * Evaluates one row, column by column in `order`: after columns of degree < d are known, the hidden units of
 * degree < d are final and so are the outputs of the column of degree d. Every unit is computed once, so
 * sampling costs one density pass.
 */
export class Conditioner {
  private readonly first: number[];
  private readonly second: number[];
  private readonly h1: Float64Array;
  private readonly h2: Float64Array;
  private done1 = 0;
  private done2 = 0;
  private given: Float64Array = new Float64Array(0);

  /** @param outputs K, numbers a column  @param context C, numbers beside the columns */
  constructor(
    private readonly weights: ConditionerWeights,
    private readonly order: number[],
    hidden: [number, number],
    private readonly outputs: number,
    private readonly context: number,
  ) {
    this.first = degrees(order, hidden[0], context).hidden;
    this.second = degrees(order, hidden[1], context).hidden;
    this.h1 = new Float64Array(hidden[0]);
    this.h2 = new Float64Array(hidden[1]);
  }

  /** Starts row `n`. */
  reset(context: Float64Array, n: number): void {
    this.given = context.subarray(n * this.context, (n + 1) * this.context);
    this.done1 = 0;
    this.done2 = 0;
  }

  /**
   * Writes the K outputs of the column that comes at `position`. Needs the columns before it in `row` (from `offset`).
   * Positions must be asked for in order.
   */
  column(position: number, row: Float64Array, offset: number, out: Float64Array): void {
    const { w1, b1, w2, b2, w3, b3, wc } = this.weights;
    const { order, first, second, h1, h2, outputs, given } = this;
    const dim = order.length;
    for (; this.done1 < h1.length && first[this.done1]! <= position; this.done1++) {
      const k = this.done1;
      let sum = b1[k]!;
      for (let c = 0; c < given.length; c++) sum += wc[k * given.length + c]! * given[c]!;
      for (let p = 0; p < Math.min(first[k]!, dim); p++)
        sum += w1[k * dim + order[p]!]! * row[offset + order[p]!]!;
      h1[k] = Math.max(sum, 0);
    }
    for (; this.done2 < h2.length && second[this.done2]! <= position; this.done2++) {
      const k = this.done2;
      let sum = b2[k]!;
      const base = k * h1.length;
      for (let j = 0; j < h1.length && first[j]! <= second[k]!; j++) sum += w2[base + j]! * h1[j]!;
      h2[k] = Math.max(sum, 0);
    }
    for (let o = 0; o < outputs; o++) {
      const at = order[position]! * outputs + o;
      let sum = b3[at]!;
      const base = at * h2.length;
      for (let j = 0; j < this.done2; j++) sum += w3[base + j]! * h2[j]!;
      out[o] = sum;
    }
  }
}
