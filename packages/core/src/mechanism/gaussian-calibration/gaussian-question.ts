/** What is asked about joint Gaussian noise: how much, and how far one unit moves it. */
import { add, divide, maximum, type Rational, rational } from '@dither/math'

/** Integer vectors that take discrete Gaussian noise, vector j with variance parameter `variances[j]`. */
export interface GaussianQuestion {
  readonly variances: readonly Rational[]
  /** `squares[i][j]` bounds the squared L2 change of vector j in case i. */
  readonly squares: readonly (readonly bigint[])[]
  /** The number of coordinates that take noise, over all vectors. */
  readonly dimension: number
}

const nothing = rational(0)

/** rho = the largest over the cases of the sum of square / (2 variance). [CKS20] */
export function gaussianRho(question: GaussianQuestion): Rational {
  const costs = question.squares.map((squares) => squaredMu(squares, question.variances))
  return divide(maximum(nothing, ...costs), rational(2))
}

/** The sum of square / variance; a vector that is not moved costs nothing. */
export function squaredMu(squares: readonly bigint[], variances: readonly Rational[]): Rational {
  return squares
    .map((square, j) => (square === 0n ? nothing : divide(rational(square), noise(variances, j))))
    .reduce(add, nothing)
}

function noise(variances: readonly Rational[], j: number): Rational {
  const variance = variances[j]
  if (variance === undefined || variance.numerator === 0n)
    throw new RangeError(`variance of vector ${j} is 0, must be more than 0: a unit moves it`)
  return variance
}
