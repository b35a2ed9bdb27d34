// Exact linear algebra: every double is a fraction, so results of operations have an exact reference.

export interface Fraction {
  n: bigint;
  d: bigint;
}

const gcd = (a: bigint, b: bigint): bigint => {
  let [x, y] = [a < 0n ? -a : a, b];
  while (y > 0n) [x, y] = [y, x % y];
  return x;
};
const reduced = (n: bigint, d: bigint): Fraction => {
  const sign = d < 0n ? -1n : 1n;
  const g = gcd(n, d < 0n ? -d : d) || 1n;
  return { n: (sign * n) / g, d: (sign * d) / g };
};

/** The exact value of a finite double. */
export function fraction(value: number): Fraction {
  let exponent = 0n;
  let v = value;
  while (!Number.isInteger(v)) [v, exponent] = [v * 2, exponent + 1n];
  return reduced(BigInt(v), 1n << exponent);
}
export const plus = (a: Fraction, b: Fraction) => reduced(a.n * b.d + b.n * a.d, a.d * b.d);
export const minus = (a: Fraction, b: Fraction) => reduced(a.n * b.d - b.n * a.d, a.d * b.d);
export const times = (a: Fraction, b: Fraction) => reduced(a.n * b.n, a.d * b.d);
export const over = (a: Fraction, b: Fraction) => reduced(a.n * b.d, a.d * b.n);

/** Nearest double, to a few units of the 60th bit. */
export function toNumber({ n, d }: Fraction): number {
  if (n === 0n) return 0;
  const size = n < 0n ? -n : n;
  const shift = BigInt(size.toString(2).length - d.toString(2).length - 62);
  const quotient = shift >= 0n ? size / (d << shift) : (size << -shift) / d;
  return (n < 0n ? -1 : 1) * Number(quotient) * 2 ** Number(shift);
}

export type Exact = Fraction[][];
export const exact = (values: ArrayLike<number>, columns: number): Exact =>
  Array.from({ length: values.length / columns }, (_, i) =>
    Array.from({ length: columns }, (__, j) => fraction(values[i * columns + j]!)),
  );
export const transpose = (a: Exact): Exact => a[0]!.map((_, j) => a.map((row) => row[j]!));
export const multiply = (a: Exact, b: Exact): Exact =>
  a.map((row) =>
    b[0]!.map((_, j) =>
      row.reduce((sum, v, k) => plus(sum, times(v, b[k]![j]!)), { n: 0n, d: 1n }),
    ),
  );
export const add = (a: Exact, b: Exact): Exact =>
  a.map((row, i) => row.map((v, j) => plus(v, b[i]![j]!)));
export const subtract = (a: Exact, b: Exact): Exact =>
  a.map((row, i) => row.map((v, j) => minus(v, b[i]![j]!)));
export const pick = (a: Exact, rows: number[], columns: number[]): Exact =>
  rows.map((i) => columns.map((j) => a[i]![j]!));
export const numbers = (a: Exact): number[] => a.flat().map(toNumber);

/** Gauss and Jordan. */
export function inverse(a: Exact): Exact {
  const n = a.length;
  const work = a.map((row, i) => [...row, ...row.map((_, j) => fraction(i === j ? 1 : 0))]);
  for (let c = 0; c < n; c++) {
    const pivot = work.findIndex((row, i) => i >= c && row[c]!.n !== 0n);
    [work[c], work[pivot]] = [work[pivot]!, work[c]!];
    const head = work[c]![c]!;
    work[c] = work[c]!.map((v) => over(v, head));
    for (let r = 0; r < n; r++) {
      const factor = work[r]![c]!;
      if (r !== c && factor.n !== 0n)
        work[r] = work[r]!.map((v, j) => minus(v, times(factor, work[c]![j]!)));
    }
  }
  return work.map((row) => row.slice(n));
}

export function determinant(a: Exact): Fraction {
  const work = a.map((row) => [...row]);
  let product = fraction(1);
  for (let c = 0; c < work.length; c++) {
    const pivot = work.findIndex((row, i) => i >= c && row[c]!.n !== 0n);
    if (pivot < 0) return fraction(0);
    if (pivot !== c) {
      [work[c], work[pivot]] = [work[pivot]!, work[c]!];
      product = times(product, fraction(-1));
    }
    product = times(product, work[c]![c]!);
    for (let r = c + 1; r < work.length; r++) {
      const factor = over(work[r]![c]!, work[c]![c]!);
      work[r] = work[r]!.map((v, j) => minus(v, times(factor, work[c]![j]!)));
    }
  }
  return product;
}
