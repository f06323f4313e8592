/** The tail beyond a table, sampled exactly. */
import { drawBernoulliExp } from '../bernoulli/bernoulli-exp.ts'
import type { BitSource } from '../bits.ts'
import { drawGeometric } from '../geometric/geometric.ts'
import { type GeometricPlan, geometricPlan } from '../geometric/geometric-plan.ts'
import { exponentAt, type NoiseLaw, tailScale } from '../law/noise-law.ts'

/** Magnitudes from `from` on. */
export interface Tail {
  readonly law: NoiseLaw
  readonly from: bigint
  readonly envelope: GeometricPlan
}

export function tailOf(law: NoiseLaw, from: bigint): Tail {
  return { law, from, envelope: geometricPlan(tailScale(law, from)) }
}

/**
 * One try at the tail: a magnitude m >= from, or undefined when the envelope's draw is refused and
 * the whole draw begins again. Each m comes with probability rho(m) / (mass of the envelope).
 * [table.proof.md]
 */
export function tryTail(tail: Tail, bits: BitSource): bigint | undefined {
  const over = drawGeometric(tail.envelope, bits)
  // (1) rho(from + o) = rho(from) e^(-o/g) e^(-o^2 / (2 variance)); the last factor only for Gauss.
  if (tail.law.kind === 'discreteGaussian') {
    if (!drawBernoulliExp(exponentAt(tail.law, over), bits)) return undefined
  }
  return tail.from + over
}
