// The determinant of a matrix that nothing is known of: LU decomposition with partial pivoting, O(N^3).

/**
 * @param matrix row-major N x N; it is overwritten
 * @returns log|det| (-Infinity for a singular matrix, NaN where an entry is not a number) and the sign of det
 */
export function logDeterminant(matrix: Float64Array, n: number): { log: number; sign: -1 | 0 | 1 } {
  let log = 0;
  let sign: -1 | 1 = 1;
  for (let k = 0; k < n; k++) {
    let pivot = k;
    let largest = Math.abs(matrix[k * n + k]!);
    for (let i = k + 1; i < n; i++) {
      const size = Math.abs(matrix[i * n + k]!);
      if (size > largest || Number.isNaN(size)) [largest, pivot] = [size, i];
    }
    if (largest === 0) return { log: -Infinity, sign: 0 };
    if (pivot !== k) {
      for (let j = k; j < n; j++) {
        const kept = matrix[k * n + j]!;
        matrix[k * n + j] = matrix[pivot * n + j]!;
        matrix[pivot * n + j] = kept;
      }
      sign = sign === 1 ? -1 : 1;
    }
    const head = matrix[k * n + k]!;
    if (head < 0) sign = sign === 1 ? -1 : 1;
    log += Math.log(largest);
    for (let i = k + 1; i < n; i++) {
      const factor = matrix[i * n + k]! / head;
      if (factor === 0) continue;
      const [row, top] = [i * n, k * n];
      for (let j = k + 1; j < n; j++)
        matrix[row + j] = matrix[row + j]! - factor * matrix[top + j]!;
    }
  }
  return { log, sign };
}
