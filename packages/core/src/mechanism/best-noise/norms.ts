/** What each norm of a change says of the others. */
import { floor, type Rational, type RationalLike, rational, sqrtUp } from '@dither/math'
import type { JointSensitivity } from '../../space/joint-sensitivity.ts'
import { sensitivity as sensitivityOf, wrongParameter } from '../../space/parameter.ts'

/** How far neighbouring integer vectors differ, in one norm or more; the L2 norm as its square. Whole parts count. */
export interface VectorSensitivity {
  readonly l1?: RationalLike
  readonly l2Squared?: RationalLike
  readonly lInfinity?: RationalLike
}

/** The same in all norms: each the smallest that follows. */
export interface AllNorms {
  readonly l1: bigint
  readonly l2Squared: bigint
  readonly lInfinity: bigint
}

/**
 * Completes the norms of changes of integer vectors with that many coordinates: what is not given follows from what is.
 * [best-noise.proof.md]
 *
 * @throws DitherError "invalid_parameter" if no norm is given, one is less than 1, or there are several vectors
 */
export function allNorms(given: VectorSensitivity | JointSensitivity, dimension: number): AllNorms {
  const norms = 'worstCases' in given ? largestNorms(given) : given
  const d = BigInt(dimension)
  const read = (name: keyof AllNorms): bigint[] => {
    const value = norms[name]
    if (value === undefined) return []
    const whole = floor(sensitivityOf(value, `sensitivity.${name}`))
    if (whole < 1n) throw wrongParameter(`sensitivity.${name}`, value, 'must be at least 1')
    return [whole]
  }
  const [sums, squares, sizes] = [read('l1'), read('l2Squared'), read('lInfinity')]
  if (sums.length + squares.length + sizes.length === 0)
    throw wrongParameter('sensitivity', 'missing', 'must be given', 'Say how far neighbours differ')
  // (1) |x|inf <= |x|1, and its square is at most |x|2^2.
  const lInfinity = least([...sizes, ...sums, ...squares.map(root)])
  // (2) |x|1 <= d |x|inf, |x|1 <= |x|2^2 for integers, and |x|1^2 <= d |x|2^2.
  const l1 = least([
    ...sums,
    d * lInfinity,
    ...squares.flatMap((square) => [square, root(d * square)]),
  ])
  // (3) |x|2^2 <= |x|1 |x|inf.
  const l2Squared = least([...squares, l1 * lInfinity])
  return Object.freeze({ l1, l2Squared, lInfinity })
}

/** The largest integer whose square is at most that; never less. */
function root(square: bigint): bigint {
  const above: Rational = sqrtUp(rational(square), 64)
  return floor(above)
}

function least(values: readonly bigint[]): bigint {
  return values.reduce((smallest, value) => (value < smallest ? value : smallest))
}

/** The largest of each norm over the cases; more than one case may reach in all of them. */
function largestNorms({ worstCases }: JointSensitivity): VectorSensitivity {
  const most = { l1: 0n, l2Squared: 0n, lInfinity: 0n }
  for (const vectors of worstCases) {
    const [only] = vectors
    if (only === undefined || vectors.length !== 1)
      throw wrongParameter(
        'sensitivity',
        `of ${vectors.length} vectors`,
        'must be of one vector',
        'Several vectors share a budget by jointLaplace or jointGaussian',
      )
    for (const norm of ['l1', 'l2Squared', 'lInfinity'] as const)
      if (only[norm] > most[norm]) most[norm] = only[norm]
  }
  return most
}
