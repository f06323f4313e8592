/** What a person wants of an answer, worked out from its proof: public facts alone. */
import { DitherError } from '@dither/core'
import { boundsOf } from '../../plan/aggregates/bounded.ts'
import { checkQuestion } from '../../plan/check-question.ts'
import { type Goal, usualConfidence } from '../../plan/goal.ts'
import type { Proof } from '../../proof/proof.ts'
import { expectedAccuracy } from '../expected/expected-accuracy.ts'
import type { Priced } from '../price.ts'

/**
 * The error that a priced question is expected to have, in the unit of its answer; of a quantile in rows of rank. Of one cell,
 * where there are several. A standard deviation's is at most the root of its square's.
 *
 * @throws DitherError "invalid_parameter" where it depends on a number of values that nobody has guessed, nor is that of rows public
 */
export function expectedError(priced: Priced, goal: Goal, name: string): number {
  const { value, per } = expectedAccuracy(priced, goal.confidence ?? usualConfidence)
  const among = goal.among ?? priced.proof.bounded.schema.publicSize
  if (per === 'number of values' && among === undefined)
    throw missing(
      name,
      'among',
      'the number of its values is not public',
      'Guess it: { among: 1000 }; never look into the data for it',
    )
  const error = per === 'number of values' ? value / (among ?? 1) : value
  const root = priced.proof.question.aggregate.kind === 'standardDeviation'
  return root ? Math.sqrt(error) : error
}

/**
 * About how large an answer is: what `expects` says, or the scale of its public bounds, or the public
 * number of rows.
 *
 * @throws DitherError "invalid_parameter" where neither is known
 */
export function expectedSize({ question, bounded }: Proof, goal: Goal, name: string): number {
  if (goal.expects !== undefined) return goal.expects
  const { aggregate } = question
  const columns = checkQuestion(question, bounded.schema)
  const width = (of: Parameters<typeof boundsOf>[0]): number => {
    const { lower, upper } = boundsOf(of, columns)
    return upper - lower
  }
  const rows = bounded.schema.publicSize
  switch (aggregate.kind) {
    case 'mean':
      return scaleOf(width(aggregate))
    case 'standardDeviation':
      return scaleOf(width(aggregate) / 2)
    case 'variance':
      return scaleOf((width(aggregate) / 2) * (width(aggregate) / 2))
    case 'covariance': {
      const { left, right, kind } = aggregate
      return scaleOf((width({ ...left, kind }) * width({ ...right, kind })) / 4)
    }
    case 'correlation':
    case 'correlationMatrix':
      return 1
    case 'count':
    case 'countValues':
    case 'countDistinct':
    case 'histogram':
    case 'contingencyTable':
    case 'topValues':
    case 'topCategories':
    case 'bounds':
    case 'quantile':
    case 'quantiles':
    case 'interquartileRange':
    case 'cumulativeDistribution':
      if (rows !== undefined) return rows
      break
    case 'sum':
      if (rows !== undefined) return scaleOf(rows * reach(boundsOf(aggregate, columns)))
      break
  }
  throw missing(
    name,
    'expects',
    'nothing public says how large the answer is',
    'Guess it: { expects: 1000 }; never look into the data for it',
  )
}

function reach({ lower, upper }: { readonly lower: number; readonly upper: number }): number {
  return Math.max(Math.abs(lower), Math.abs(upper))
}

/** Bounds that are one value leave no error to be a fraction of. */
function scaleOf(size: number): number {
  return size > 0 ? size : 1
}

function missing(name: string, field: string, rule: string, wayOut: string): DitherError {
  return new DitherError('invalid_parameter', `${name} has no ${field}, and ${rule}`, {
    parameter: name,
    rule: 'S24',
    charged: false,
    wayOut,
  })
}
