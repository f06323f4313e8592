/** Arithmetic on released values: post-processing, which costs nothing and carries the error along. */
import { DitherError } from '@dither/core'
import { inUnit } from '../released/in-unit.ts'
import type {
  ReleasedBins,
  ReleasedCell,
  ReleasedScalar,
  ReleasedTable,
  ReleasedVector,
} from '../released/released.ts'
import { type Computed, cellwise, checkOperand } from './cellwise.ts'
import { derivedScalar } from './derived.ts'
import { binFormulas, entryFormulas, type Formula, formulaOf, sumOf } from './formula.ts'

/** What can be computed with: a public number, or what was released. Never a statistic that was only asked. */
export type Operand = number | ReleasedScalar | ReleasedBins | ReleasedTable

/** The shape of what comes out of operands: a table if one is a table, else a histogram if one is. */
export type ComputedOf<A extends Operand, B extends Operand = number> = A extends ReleasedTable
  ? ReleasedTable
  : B extends ReleasedTable
    ? ReleasedTable
    : A extends ReleasedBins
      ? ReleasedBins
      : B extends ReleasedBins
        ? ReleasedBins
        : ReleasedScalar

/**
 * Adds released values, or public numbers, to each other: one to one, one to every group or bin, or group
 * to group and bin to bin where keys and labels are the same.
 *
 * What comes out is a released value like any other, with `value`, `accuracy` and `interval`; `exact` is
 * empty, or in a histogram the noisy integer of its first histogram. Its event and loss are those of the
 * questions it was computed from, each once: they were charged when they were released, and nothing is
 * charged again.
 *
 * The interval is conservative. Each of the k noisy values in it, counted once however often it stands
 * there, lies in its own interval with confidence 1 - (1 - c) / k; so all do with c, however their noises
 * depend on one another; and the interval holds what the formula can then be [derived.proof.md]. The same
 * value twice is one value: a - a is 0 to 0.
 *
 * @throws DitherError "invalid_parameter" if an operand was not released, a number is not finite, or keys
 * or labels differ; "mixed_neighbours" or "unsupported" if costs of the operands do not add
 * @see total, minus, times, dividedBy
 */
export function plus<A extends Operand, B extends Operand>(a: A, b: B): ComputedOf<A, B>
export function plus(a: Operand, b: Operand): Computed {
  return cellwise([a, b], (left, right) => Object.freeze({ kind: 'sum', left, right }))
}

/** Takes the second from the first. @see plus, for shapes, interval and errors */
export function minus<A extends Operand, B extends Operand>(a: A, b: B): ComputedOf<A, B>
export function minus(a: Operand, b: Operand): Computed {
  return cellwise([a, b], (left, right) => Object.freeze({ kind: 'difference', left, right }))
}

/** Multiplies both. @see plus, for shapes, interval and errors */
export function times<A extends Operand, B extends Operand>(a: A, b: B): ComputedOf<A, B>
export function times(a: Operand, b: Operand): Computed {
  return cellwise([a, b], (left, right) => Object.freeze({ kind: 'product', left, right }))
}

/**
 * Divides the first by the second.
 *
 * Where the divisor's interval holds 0, the interval is all numbers, -Infinity to Infinity (null in JSON):
 * `clamped` brings it back to what is possible. A divisor that is 0 says nothing, and the value is 0.
 *
 * @see plus, for shapes, interval and errors
 */
export function dividedBy<A extends Operand, B extends Operand>(a: A, b: B): ComputedOf<A, B>
export function dividedBy(a: Operand, b: Operand): Computed {
  return cellwise([a, b], (left, right) => Object.freeze({ kind: 'quotient', left, right }))
}

/** The square root; of what is below 0: 0. @see plus, for shapes, interval and errors */
export function squareRoot<A extends Operand>(a: A): ComputedOf<A>
export function squareRoot(a: Operand): Computed {
  return cellwise([a], (of) => Object.freeze({ kind: 'root', of }))
}

/** The distance from 0. @see plus, for shapes, interval and errors */
export function absolute<A extends Operand>(a: A): ComputedOf<A>
export function absolute(a: Operand): Computed {
  return cellwise([a], (of) => Object.freeze({ kind: 'absolute', of }))
}

/**
 * The nearest number in [lower, upper], which must be public: a share in [0, 1], say. The interval is
 * then one of the clamped number, which for a number that lies in the bounds is the number itself.
 *
 * @see plus, for shapes, interval and errors
 */
export function clamped<A extends Operand>(a: A, lower: number, upper: number): ComputedOf<A>
export function clamped(a: Operand, lower: number, upper: number): Computed {
  checkOperand(lower)
  checkOperand(upper)
  if (!(lower <= upper))
    throw new DitherError('invalid_parameter', `lower is ${lower}, must be at most ${upper}`, {
      parameter: 'lower',
      wayOut: 'Exchange the bounds',
    })
  return cellwise([a], (of) => Object.freeze({ kind: 'clamp', of, lower, upper }))
}

/**
 * The sum of all bins of a histogram, all groups of a table, or all values of a list.
 *
 * The interval adds what every noise may be at once: for many terms it is much wider than the noise of
 * the sum will be. A question that asks for the sum itself, such as a count to divide a histogram by, has
 * less error, and costs budget.
 *
 * @throws DitherError "invalid_parameter" for a table of histograms
 * @see plus, for interval and errors
 */
export function total(
  terms: ReleasedBins | ReleasedTable | readonly (number | ReleasedScalar)[],
): ReleasedScalar {
  return derivedScalar(sumOf(termsOf(terms)))
}

/**
 * One bin of a histogram, or one entry of a vector, as a value.
 *
 * @throws DitherError "invalid_parameter" if none or several have the label
 * @see plus, for interval and errors
 */
export function entryOf(released: ReleasedBins | ReleasedVector, label: string): ReleasedScalar {
  const entries = released.kind === 'bins' ? released.bins : released.entries
  const formulas = released.kind === 'bins' ? binFormulas(released) : entryFormulas(released)
  const [found, another] = formulas.filter((_, place) => entries[place]?.label === label)
  if (found !== undefined && another === undefined) {
    const entry = derivedScalar(found)
    const unit = released.kind === 'vector' ? released.unit : undefined
    return unit === undefined ? entry : inUnit(entry, unit)
  }
  const labels = entries.map((entry) => JSON.stringify(entry.label)).join(', ')
  throw new DitherError(
    'invalid_parameter',
    `label is ${JSON.stringify(label)}, must be one of ${labels}`,
    { parameter: 'label' },
  )
}

function termsOf(
  terms: ReleasedBins | ReleasedTable | readonly (number | ReleasedScalar)[],
): readonly Formula[] {
  if (!('kind' in terms)) return terms.map(termOf)
  checkOperand(terms)
  return terms.kind === 'bins' ? binFormulas(terms) : terms.rows.map(({ answer }) => termOf(answer))
}

function termOf(term: number | ReleasedCell): Formula {
  checkOperand(term)
  if (typeof term === 'number' || term.kind === 'scalar') return formulaOf(term)
  throw new DitherError('invalid_parameter', `a term is ${term.kind}, must be one value`, {
    parameter: 'terms',
    wayOut: 'Take the total of each group first',
  })
}
