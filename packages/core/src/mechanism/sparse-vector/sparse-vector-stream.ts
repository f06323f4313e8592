/** One stream of answers, compared with one noisy threshold. */
import { DitherError } from '../../error.ts'
import type { BitSource } from '../../random/bits.ts'
import type { DiscreteLaplaceSampler } from '../../random/discrete-laplace/discrete-laplace.ts'

/** What is told about one answer. */
export interface SparseVectorAnswer {
  /** Whether it is above the threshold, both with noise. */
  readonly above: boolean
  /** The answer with fresh noise, where it is above and values are released. */
  readonly value?: bigint
}

/** One stream of answers: all of it together costs what the mechanism costs, once. */
export interface SparseVectorStream {
  /**
   * Tells whether an answer is above the threshold.
   *
   * The next question may be chosen by what was told so far, and by nothing else that is private.
   *
   * @throws DitherError "budget_exceeded" after `most` answers were above, "invalid_parameter" if it
   *   is no bigint
   */
  readonly next: (answer: bigint) => SparseVectorAnswer
  /** How many more may be told to be above. */
  readonly left: () => number
}

/** Of one mechanism, prepared. */
export interface Noises {
  readonly threshold: DiscreteLaplaceSampler
  readonly query: DiscreteLaplaceSampler
  readonly value?: DiscreteLaplaceSampler
}

/** Begins a stream. [sparse-vector.proof.md] */
export function streamOf(
  noises: Noises,
  most: number,
  threshold: bigint,
  bits: BitSource,
): SparseVectorStream {
  const noisyThreshold = threshold + noises.threshold.draw(bits) // (1) Once, and never shown.
  let left = most
  return Object.freeze({
    next: (answer: bigint): SparseVectorAnswer => {
      if (left === 0) throw ended(most)
      // (2) A fresh draw for every comparison.
      const above = whole('answer', answer) + noises.query.draw(bits) >= noisyThreshold
      if (!above) return { above }
      left -= 1 // (3)
      // (4) A fresh draw: the noise of the comparison is never shown.
      return noises.value === undefined
        ? { above }
        : { above, value: answer + noises.value.draw(bits) }
    },
    left: () => left,
  })
}

/** The error names no value: answers are private (S15). */
export function whole(name: string, value: unknown): bigint {
  if (typeof value === 'bigint') return value
  throw new DitherError('invalid_parameter', `${name} must be a bigint`, {
    parameter: name,
    wayOut: 'Take answers on a lattice',
  })
}

function ended(most: number): DitherError {
  return new DitherError(
    'budget_exceeded',
    `most is ${most}: so many answers were above, and the stream has ended`,
    { parameter: 'most', wayOut: 'Begin another stream, and charge its event' },
  )
}
