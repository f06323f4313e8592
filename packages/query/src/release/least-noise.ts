/** Which noise answers a question best, where its budget buys two kinds. */
import { exp, ln, type Rational, toNumber } from '@dither/math'

/** The noise that was not taken, and how many times the variance of the other it has: the geometric mean over vectors. */
export interface OtherNoise {
  readonly mechanism: 'laplace' | 'gaussian'
  readonly times: number
}

/** Noise that is smaller is as good as none: no larger exponents are needed. */
const least = 1 / 512
/** Variances that differ by less are equal. */
const nearTie = 1 + 2 ** -18

/**
 * Whether Laplace noise of these scales or Gaussian noise of these variances has less variance: of each vector, or of
 * several together by the product of their variances, whatever units they are in. Laplace noise where they are equal,
 * as it has no delta. [price.proof.md]
 */
export function otherNoise(
  scales: readonly Rational[],
  variances: readonly Rational[],
): OtherNoise {
  const logs = scales.map((scale, j) => {
    const variance = variances[j]
    if (variance === undefined || variance.numerator === 0n || scale.numerator === 0n) return 0
    return ln(gaussianVariance(variance)) - ln(laplaceVariance(scale))
  })
  const times = exp(logs.reduce((sum, log) => sum + log, 0) / scales.length)
  return Object.freeze(
    times * nearTie >= 1
      ? { mechanism: 'gaussian', times }
      : { mechanism: 'laplace', times: 1 / times },
  )
}

/** 2 q / (1 - q)^2, q = e^(-1 / scale); from scale 8 on its first two terms, within a millionth. */
function laplaceVariance(scale: Rational): number {
  const b = Math.max(toNumber(scale), least)
  if (b > 8) return 2 * b * b - 1 / 6
  const q = exp(-1 / b)
  return (2 * q) / (1 - q) ** 2
}

/** The parameter, but where the lattice is coarse. */
function gaussianVariance(parameter: Rational): number {
  const variance = Math.max(toNumber(parameter), least)
  if (variance > 2) return variance
  let [whole, squares] = [1, 0]
  for (let k = 1; k < 20; k++) {
    const weight = 2 * exp(-(k * k) / (2 * variance))
    whole += weight
    squares += weight * k * k
  }
  return squares / whole
}
