/**
 * Dense symmetric positive definite matrices in floats, row by row, of which the lower half is used. Most of the time
 * of the statistics is spent here, so the loops are plain.
 */

/** Cholesky's factor in place; false when the matrix is not positive definite. */
export function factorise(matrix: Float64Array, size: number): boolean {
  for (let row = 0; row < size; row += 1) {
    const own = row * size;
    for (let column = 0; column < row; column += 1) {
      const other = column * size;
      let sum0 = 0;
      let sum1 = 0;
      let at = 0;
      for (; at + 1 < column; at += 2) {
        sum0 += matrix[own + at]! * matrix[other + at]!;
        sum1 += matrix[own + at + 1]! * matrix[other + at + 1]!;
      }
      if (at < column) sum0 += matrix[own + at]! * matrix[other + at]!;
      matrix[own + column] = (matrix[own + column]! - sum0 - sum1) / matrix[other + column]!;
    }
    let left = matrix[own + row]!;
    for (let at = 0; at < row; at += 1) left -= matrix[own + at]! ** 2;
    if (!(left > 0)) return false;
    matrix[own + row] = Math.sqrt(left);
  }
  return true;
}

/** The logarithm of the determinant of the matrix whose factor this is. */
export function logDeterminant(factor: Float64Array, size: number): number {
  let sum = 0;
  for (let row = 0; row < size; row += 1) sum += Math.log(factor[row * size + row]!);
  return 2 * sum;
}

/** Solves for one right-hand side, in place. */
export function solveFactored(factor: Float64Array, size: number, values: Float64Array): void {
  for (let row = 0; row < size; row += 1) {
    let sum = values[row]!;
    const own = row * size;
    for (let at = 0; at < row; at += 1) sum -= factor[own + at]! * values[at]!;
    values[row] = sum / factor[own + row]!;
  }
  for (let row = size - 1; row >= 0; row -= 1) {
    const value = values[row]! / factor[row * size + row]!;
    const own = row * size;
    values[row] = value;
    for (let at = 0; at < row; at += 1) values[at]! -= factor[own + at]! * value;
  }
}

/** The whole inverse of the matrix whose factor this is; the factor is used up. */
export function invertFactored(factor: Float64Array, size: number): Float64Array {
  const inverse = new Float64Array(size * size);
  // Row `r` of the transposed inverse of the factor, kept as rows so that all is read in order.
  for (let column = 0; column < size; column += 1) {
    const own = column * size;
    inverse[own + column] = 1 / factor[own + column]!;
    for (let row = column + 1; row < size; row += 1) {
      const of = row * size;
      let sum = 0;
      for (let at = column; at < row; at += 1) sum += factor[of + at]! * inverse[own + at]!;
      inverse[own + row] = -sum / factor[of + row]!;
    }
  }
  const result = factor;
  for (let row = 0; row < size; row += 1)
    for (let column = 0; column <= row; column += 1) {
      let sum = 0;
      for (let at = row; at < size; at += 1) sum += inverse[row * size + at]! * inverse[column * size + at]!;
      result[row * size + column] = sum;
      result[column * size + row] = sum;
    }
  return result;
}
