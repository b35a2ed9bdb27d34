// Every random number of the product: counter-based, so a row's numbers depend on the seed and the row alone,
// never on threads or chunks. Philox 4x32-10 (Salmon et al. 2011).

const M0 = 0xd2511f53;
const M1 = 0xcd9e8d57;
const W0 = 0x9e3779b9;
const W1 = 0xbb67ae85;

const high = (a: number, b: number): number => {
  // upper 32 bits of a 32 x 32 product, by 16-bit halves
  const [ah, al, bh, bl] = [a >>> 16, a & 0xffff, b >>> 16, b & 0xffff];
  const low = al * bl;
  const mid = ah * bl + (low >>> 16);
  const mid2 = al * bh + (mid & 0xffff);
  return (ah * bh + Math.floor(mid / 65536) + Math.floor(mid2 / 65536)) >>> 0;
};

/** Four 32-bit numbers for one counter (`a`, `b`) under (`seed`, `stream`), written to `out`. */
export function philox(seed: number, stream: number, a: number, b: number, out: Uint32Array): void {
  let [c0, c1, c2, c3] = [a >>> 0, Math.floor(a / 4294967296) >>> 0, b >>> 0, 0];
  let [k0, k1] = [seed >>> 0, stream >>> 0];
  for (let round = 0; round < 10; round++) {
    const h0 = high(M0, c0);
    const l0 = Math.imul(M0, c0) >>> 0;
    const h1 = high(M1, c2);
    const l1 = Math.imul(M1, c2) >>> 0;
    [c0, c1, c2, c3] = [(h1 ^ c1 ^ k0) >>> 0, l1, (h0 ^ c3 ^ k1) >>> 0, l0];
    k0 = (k0 + W0) >>> 0;
    k1 = (k1 + W1) >>> 0;
  }
  out[0] = c0;
  out[1] = c1;
  out[2] = c2;
  out[3] = c3;
}

const block = new Uint32Array(4);
const unit = (bits: number) => (bits + 0.5) / 4294967296;

/** A number in (0, 1) for a row and a place in it. */
export function uniform(seed: number, stream: number, row: number, place = 0): number {
  philox(seed, stream, row, place, block);
  return unit(block[0]!);
}

/** Standard normal numbers, row-major `rows` x `dim`, of the rows from `firstRow` on (Box and Muller). */
export function normals(
  seed: number,
  stream: number,
  firstRow: number,
  rows: number,
  dim: number,
): Float64Array {
  const out = new Float64Array(rows * dim);
  for (let n = 0; n < rows; n++)
    for (let d = 0; d < dim; d += 2) {
      philox(seed, stream, firstRow + n, d, block);
      const radius = Math.sqrt(-2 * Math.log(unit(block[0]!)));
      const angle = 2 * Math.PI * unit(block[1]!);
      out[n * dim + d] = radius * Math.cos(angle);
      if (d + 1 < dim) out[n * dim + d + 1] = radius * Math.sin(angle);
    }
  return out;
}

/** A permutation of 0..n-1 (Fisher and Yates). */
export function shuffle(n: number, seed: number, stream: number): Int32Array {
  const out = Int32Array.from({ length: n }, (_, i) => i);
  for (let i = n - 1; i > 0; i--) {
    const j = Math.floor(uniform(seed, stream, i) * (i + 1));
    [out[i], out[j]] = [out[j]!, out[i]!];
  }
  return out;
}
