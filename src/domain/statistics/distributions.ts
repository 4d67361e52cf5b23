/** The quantile of the F distribution, by halving: to twelve digits, which is more than an interval needs. Floats. */
export function fQuantile(share: number, first: number, second: number): number {
  // F = (second x) / (first (1 − x)) where x follows the beta distribution.
  let from = 0;
  let to = 1;
  for (let half = 0; half < 60; half += 1) {
    const middle = (from + to) / 2;
    if (betaShare(middle, first / 2, second / 2) < share) from = middle;
    else to = middle;
  }
  const x = (from + to) / 2;
  return (second * x) / (first * (1 - x));
}

/** Student's two-sided probability of a value at least so far from zero. */
export function studentTails(t: number, degrees: number): number {
  return betaShare(degrees / (degrees + t * t), degrees / 2, 0.5);
}

/** The regularised incomplete beta function by its continued fraction (Lentz's method). */
function betaShare(x: number, a: number, b: number): number {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  if (x > (a + 1) / (a + b + 2)) return 1 - betaShare(1 - x, b, a);
  const front = Math.exp(logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log1p(-x)) / a;
  const tiny = 1e-300;
  let c = 1;
  let d = 1 / orTiny(1 - ((a + b) * x) / (a + 1), tiny);
  let fraction = d;
  for (let step = 1; step < 500; step += 1) {
    const even = (step * (b - step) * x) / ((a + 2 * step - 1) * (a + 2 * step));
    d = 1 / orTiny(1 + even * d, tiny);
    c = orTiny(1 + even / c, tiny);
    fraction *= d * c;
    const odd = (-(a + step) * (a + b + step) * x) / ((a + 2 * step) * (a + 2 * step + 1));
    d = 1 / orTiny(1 + odd * d, tiny);
    c = orTiny(1 + odd / c, tiny);
    fraction *= d * c;
    if (Math.abs(d * c - 1) < 1e-15) break;
  }
  return front * fraction;
}

function orTiny(value: number, tiny: number): number {
  return Math.abs(value) < tiny ? tiny : value;
}

/** Lanczos' approximation of the logarithm of the gamma function, for arguments above zero. */
function logGamma(x: number): number {
  const terms = [
    76.18009172947146, -86.5053203294168, 24.01409824083091, -1.231739572450155, 0.001208650973866179,
    -5.395239384953e-6,
  ];
  const shifted = x + 5.5 - (x + 0.5) * Math.log(x + 5.5);
  const series = terms.reduce((sum, term, at) => sum + term / (x + 1 + at), 1.000000000190015);
  return -shifted + Math.log((Math.sqrt(2 * Math.PI) * series) / x);
}

/** The share of the standard normal distribution below a value (Abramowitz and Stegun 7.1.26, to seven digits). */
export function normalShare(value: number): number {
  const x = Math.abs(value) / Math.SQRT2;
  const t = 1 / (1 + 0.3275911 * x);
  const series = ((((1.061405429 * t - 1.453152027) * t + 1.421413741) * t - 0.284496736) * t + 0.254829592) * t;
  const tail = (series * Math.exp(-x * x)) / 2;
  return value > 0 ? 1 - tail : tail;
}
