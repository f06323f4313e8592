/** The changes of several vectors between neighbours, as events of joint noise write them. */
import type { Rational, RationalLike } from '@dither/math'
import type { JointSensitivity, VectorChange } from '../joint-sensitivity.ts'
import { sensitivity, wrongParameter } from '../parameter.ts'
import { storedList, storedWhole } from './stored-fields.ts'

/** Scales or variances: at least 0, where 0 is for a vector that no unit can move and takes no noise. */
export function noiseOf(name: string, values: readonly RationalLike[]): readonly Rational[] {
  return values.map((value, j) => sensitivity(value, `${name}[${j}]`))
}

/** In one norm; refused where a vector that a unit can move has no noise. */
export function writtenCases(
  { worstCases }: JointSensitivity,
  noise: readonly Rational[],
  norm: keyof VectorChange,
): readonly (readonly string[])[] {
  return Object.freeze(
    worstCases.map((changes) => {
      if (changes.length !== noise.length)
        throw wrongParameter('sensitivity', changes.length, `must speak of ${noise.length} vectors`)
      return Object.freeze(
        changes.map((change, j) => {
          if (change[norm] > 0n && noise[j]?.numerator === 0n)
            throw wrongParameter(`vector ${j}`, 'without noise', 'must not be moved by any unit')
          return String(change[norm])
        }),
      )
    }),
  )
}

/** Only the norm that the event names matters; `l2Squared` and the others are given any value that fits. */
export function storedCases(
  value: unknown,
  l2SquaredOf: (norm: bigint) => bigint,
): readonly (readonly VectorChange[])[] {
  return storedList('worstCases', value).map((changes) =>
    storedList('worstCases', changes).map((item) => {
      const norm = storedWhole('worstCases', item)
      return { l1: norm, l2Squared: l2SquaredOf(norm), lInfinity: norm }
    }),
  )
}
