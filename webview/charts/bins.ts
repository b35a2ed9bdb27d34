// Bins of a histogram as pairs of neighbouring edges.

export interface Bin {
  low: number;
  high: number;
}

export const binsOf = (edges: readonly number[]): Bin[] =>
  edges.slice(1).map((high, b) => ({ low: edges[b]!, high }));

export const middleOf = ({ low, high }: Bin): number => (low + high) / 2;

/** The first and the last edge. */
export const endsOf = (edges: readonly number[]): [number, number] => [edges[0]!, edges.at(-1)!];
