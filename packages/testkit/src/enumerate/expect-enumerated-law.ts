/** Holds the exact law of a sampler, from every bit string, against the law that it claims. */
import {
  add,
  compare,
  formatRational,
  type Interval,
  maximum,
  type Rational,
  rational,
  subtract,
} from '@dither/math'
import type { TestBits } from '../bits/bit-source.ts'
import { type EnumerateOptions, type Enumeration, enumerate } from './enumerate.ts'

export interface EnumeratedLawOptions<T> extends EnumerateOptions<T> {
  /** Outcomes to check although perhaps no short string leads to them. */
  readonly support?: readonly string[]
  /** Broken twins: each must be refused, or the test has no teeth and fails. */
  readonly mutants?: Readonly<Record<string, (bits: TestBits) => T>>
}

/**
 * Fails unless the law can be the sampler's: for every outcome, decided <= P <= decided + undecided;
 * and what the outcomes still lack, P - decided, sums to at most `undecided`.
 *
 * @param exactLaw P(outcome) by key: exact, or an enclosure
 * @throws Error that names the outcome, or the twin that passed
 */
export function expectEnumeratedLaw<T>(
  sampler: (bits: TestBits) => T,
  exactLaw: (key: string) => Rational | Interval,
  options: EnumeratedLawOptions<T>,
): Enumeration {
  const { support = [], mutants = {} } = options
  const result = enumerate(sampler, options)
  const fault = contradiction(result, exactLaw, support)
  if (fault !== undefined) throw new Error(`expectEnumeratedLaw: ${fault}`)
  for (const [name, mutant] of Object.entries(mutants))
    if (contradiction(enumerate(mutant, options), exactLaw, support) === undefined)
      throw new Error(`expectEnumeratedLaw: the broken twin "${name}" passes`)
  return result
}

function contradiction(
  { decided, undecided }: Enumeration,
  exactLaw: (key: string) => Rational | Interval,
  support: readonly string[],
): string | undefined {
  let lacking = rational(0)
  for (const key of new Set([...decided.keys(), ...support])) {
    const mass = decided.get(key) ?? rational(0)
    const law = exactLaw(key)
    const { low, high } = 'low' in law ? law : { low: law, high: law }
    if (compare(mass, high) > 0)
      return `${key} has at least ${formatRational(mass)}, more than its probability`
    lacking = add(lacking, maximum(rational(0), subtract(low, mass)))
    if (compare(lacking, undecided) > 0)
      return `up to ${key} the outcomes lack more than the ${formatRational(undecided)} left undecided`
  }
  return undefined
}
