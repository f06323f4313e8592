/** L2 sensitivities, kept as exact squares. */
import { multiply, type Rational, type RationalLike } from '@dither/math'
import { sensitivity, wrongParameter } from '../space/parameter.ts'

/** The L2 distance of neighbours, or its square where that is the exact number. */
export type L2Sensitivity =
  | { readonly sensitivity: RationalLike }
  | { readonly sensitivitySquared: RationalLike }

/** The square of an L2 sensitivity, exactly. */
export function squaredSensitivity(options: L2Sensitivity): Rational {
  if ('sensitivitySquared' in options)
    return sensitivity(options.sensitivitySquared, 'sensitivitySquared')
  const distance = sensitivity(options.sensitivity)
  return multiply(distance, distance)
}

/** The one of the two that is given; refuses neither. */
export function givenSensitivity(
  ...candidates: readonly Partial<{ sensitivity: RationalLike; sensitivitySquared: RationalLike }>[]
): L2Sensitivity {
  for (const { sensitivity: distance, sensitivitySquared } of candidates) {
    if (sensitivitySquared !== undefined) return { sensitivitySquared }
    if (distance !== undefined) return { sensitivity: distance }
  }
  throw wrongParameter('sensitivity', 'missing', 'must be given', 'Say how far neighbours differ')
}
