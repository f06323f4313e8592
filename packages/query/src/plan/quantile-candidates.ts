/** The public candidates of a quantile: a function of the question and the schema alone. */
import { DitherError } from '@dither/core'
import { checkFinite } from '../expression/literal.ts'
import type { QuantileAggregate } from './plan.ts'

/** How many candidates there are unless the question says. */
const usualCandidates = 1024
/** As many as an engine takes edges for. */
const mostCandidates = 65_536
/** With fewer, a histogram says more for the same price. */
const fewestCandidates = 3

/** @throws DitherError "invalid_parameter" if they are too few, too many, or not in increasing order */
export function listed(
  { lower, upper }: Pick<QuantileAggregate, 'lower' | 'upper'>,
  candidates: readonly number[],
): readonly number[] {
  if (lower !== undefined || upper !== undefined)
    throw wrongCandidates('are listed beside bounds', 'Leave lower and upper out')
  checkNumber(candidates.length)
  for (const [i, candidate] of candidates.entries()) checkFinite(`candidates[${i}]`, candidate)
  return inOrder(candidates)
}

/**
 * From lower to upper in equal steps; all whole numbers of integers where these are no more.
 *
 * @throws DitherError "invalid_parameter"
 */
export function equallySpaced(
  lower: number,
  upper: number,
  integral: boolean,
  wanted: number = usualCandidates,
): readonly number[] {
  checkNumber(wanted)
  const whole = integral && Number.isInteger(lower) && Number.isInteger(upper)
  const number = whole ? Math.min(wanted, upper - lower + 1) : wanted
  checkNumber(number)
  const last = number - 1
  return inOrder(
    Array.from({ length: number }, (_, i) => {
      // Both parts stay within the bounds, however large these are.
      const x = lower * ((last - i) / last) + upper * (i / last)
      return i === 0 ? lower : i === last ? upper : whole ? Math.floor(x + 0.5) : x
    }),
  )
}

/** Halfway between neighbours: a value is taken to the candidate between whose middles it lies. */
export function middles(candidates: readonly number[]): number[] {
  return candidates.slice(1).map((upper, i) => (candidates[i] ?? upper) / 2 + upper / 2)
}

function checkNumber(number: number): void {
  if (Number.isInteger(number) && number >= fewestCandidates && number <= mostCandidates) return
  throw wrongCandidates(
    `are ${number}, must be from ${fewestCandidates} to ${mostCandidates}`,
    'A histogram answers for fewer values',
  )
}

function inOrder(candidates: readonly number[]): readonly number[] {
  for (const list of [candidates, middles(candidates)])
    for (const [i, candidate] of list.entries())
      if (!(candidate > (list[i - 1] ?? Number.NEGATIVE_INFINITY)))
        throw wrongCandidates(
          'must increase, by more than a double can hardly tell',
          'Sort them, name each once, or take fewer',
        )
  return candidates
}

function wrongCandidates(rule: string, wayOut: string): DitherError {
  return new DitherError('invalid_parameter', `candidates ${rule}`, {
    parameter: 'aggregate.candidates',
    wayOut,
  })
}
