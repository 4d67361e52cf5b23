import type { Equations } from './crossed.js';

/** Columns of the inverse that are solved for together: one reading of the sheets serves them all. */
const width = 4;

/**
 * Solves `S x = e` for the unit vectors of four neighbouring inner levels by conjugate gradients, each with its own
 * lengths. The answers lie interleaved: level by level, four numbers each.
 */
export function solveColumns(of: Equations, scaling: Float64Array, first: number, tolerance: number): Float64Array {
  const { inner } = of.layout;
  const solution = new Float64Array(inner * width);
  const rest = new Float64Array(inner * width);
  const direction = new Float64Array(inner * width);
  const image = new Float64Array(inner * width);
  const progress = new Float64Array(width);
  const enough = new Float64Array(width);
  for (let column = 0; column < width && first + column < inner; column += 1) {
    const at = (first + column) * width + column;
    rest[at] = 1;
    direction[at] = 1 / scaling[first + column]!;
    progress[column] = direction[at];
    enough[column] = progress[column]! * tolerance ** 2;
  }
  const apply = matrixTimesFour(of);
  for (let step = 0; step < 4 * inner + 50 && progress.some((left, at) => left > enough[at]!); step += 1) {
    apply(direction, image);
    advance({ solution, rest, direction, image, progress, scaling });
  }
  return solution;
}

interface March {
  solution: Float64Array;
  rest: Float64Array;
  direction: Float64Array;
  image: Float64Array;
  progress: Float64Array;
  scaling: Float64Array;
}

function advance({ solution, rest, direction, image, progress, scaling }: March): void {
  const along = new Float64Array(width);
  for (let at = 0; at < direction.length; at += 1) along[at & 3]! += direction[at]! * image[at]!;
  const lengths = along.map((value, column) => (value > 0 ? progress[column]! / value : 0));
  const after = new Float64Array(width);
  for (let at = 0; at < direction.length; at += 1) {
    const length = lengths[at & 3]!;
    solution[at]! += length * direction[at]!;
    const left = rest[at]! - length * image[at]!;
    rest[at] = left;
    after[at & 3]! += (left * left) / scaling[at >> 2]!;
  }
  const turns = after.map((value, column) => (progress[column]! > 0 ? value / progress[column]! : 0));
  for (let at = 0; at < direction.length; at += 1)
    direction[at] = rest[at]! / scaling[at >> 2]! + turns[at & 3]! * direction[at]!;
  progress.set(after);
}

/** `S` times four interleaved vectors, the loop over them written out. */
function matrixTimesFour({ layout, ratios, weights }: Equations): (x: Float64Array, result: Float64Array) => void {
  const { inner, outer, start, innerOf, innerLoad } = layout;
  const scale = ratios === 'free' ? 1 : ratios.inner;
  const places = innerOf.map((level) => level * width);
  const scaled = weights.map((weight) => weight * scale);
  return (x, result) => {
    const shared = new Float64Array(width);
    if (ratios === 'free') for (let at = 0; at < x.length; at += 1) shared[at & 3]! += x[at]! / inner;
    for (let level = 0; level < inner; level += 1) {
      const own = (ratios === 'free' ? 0 : 1) + scale * innerLoad[level]!;
      for (let at = level * width; at < (level + 1) * width; at += 1) result[at] = own * x[at]! + shared[at & 3]!;
    }
    for (let level = 0; level < outer; level += 1) {
      const to = start[level + 1]!;
      let a = 0;
      let b = 0;
      let c = 0;
      let d = 0;
      for (let sheet = start[level]!; sheet < to; sheet += 1) {
        const at = places[sheet]!;
        a += x[at]!;
        b += x[at + 1]!;
        c += x[at + 2]!;
        d += x[at + 3]!;
      }
      const weight = scaled[level]!;
      for (let sheet = start[level]!; sheet < to; sheet += 1) {
        const at = places[sheet]!;
        result[at]! -= weight * a;
        result[at + 1]! -= weight * b;
        result[at + 2]! -= weight * c;
        result[at + 3]! -= weight * d;
      }
    }
  };
}
