/** What every accountant says of an event. */

import { DitherError } from '@dither/core'
import {
  type Event,
  events,
  gaussianLimit,
  type LossDistribution,
  pld,
  priceEvent,
  rdp,
} from '@dither/core/account'
import type { NoiseFamily } from './asked-events.ts'

/** What is known, and what is asked. */
export type Question = { readonly delta: string } | { readonly epsilon: string }

/** One accountant's answer: an epsilon, or a delta. */
export interface Account {
  readonly name: 'pure' | 'pld' | 'rdp' | 'zcdp' | 'gdp'
  /** A bound from above; absent for an estimate. */
  readonly upper?: number
  readonly estimate?: number
  readonly lower?: number
  /** Of the best Rényi divergence. */
  readonly order?: number
  readonly rho?: number
  /** In words, why it has no answer. */
  readonly reason?: string
}

/** In the order in which a person reads them; those that cannot speak of the event say why. */
export function accountsOf(
  event: Event,
  question: Question,
  sampled?: Pick<NoiseFamily, 'rate' | 'steps'> & { readonly noiseMultiplier: string },
): readonly Account[] {
  const asksDelta = 'epsilon' in question
  const found: Account[] = [
    attempt('pld', () => {
      const all = pld().compose(event)
      const { lower, estimate, upper } = asksDelta ? all.delta(question) : all.epsilon(question)
      return { lower, estimate, upper }
    }),
    attempt('rdp', () => {
      const all = rdp().compose(event)
      const loss = asksDelta ? all.delta(question) : all.epsilon(question)
      return { upper: asksDelta ? loss.delta : loss.epsilon, order: loss.order }
    }),
    attempt('zcdp', () => {
      const loss = priceEvent(event, { measure: 'zcdp' })
      if (loss.kind !== 'zcdp') return {}
      const all = rdp().compose(events.zcdp({ rho: loss.exact.rho }))
      const found = asksDelta ? all.delta(question) : all.epsilon(question)
      return { upper: asksDelta ? found.delta : found.epsilon, rho: loss.rho }
    }),
  ]
  const pure = attempt('pure', () => {
    const loss = priceEvent(event, { measure: 'pure' })
    return loss.kind === 'pure' ? { upper: loss.epsilon } : {}
  })
  if (!asksDelta && pure.upper !== undefined) found.push(pure)
  if (sampled?.rate !== undefined) {
    const { rate, steps, noiseMultiplier } = sampled
    const limit = gaussianLimit({ rate, steps, noiseMultiplier })
    const estimate = asksDelta ? limit.estimateDelta(question) : limit.estimateEpsilon(question)
    found.push({ name: 'gdp', estimate })
  }
  return found
}

/** The least of what is claimed. */
export function leastOf(accounts: readonly Account[]): Account | undefined {
  return accounts
    .filter(({ upper }) => upper !== undefined)
    .toSorted((a, b) => (a.upper ?? 0) - (b.upper ?? 0))[0]
}

/** The delta of the sharpest accountant at any epsilon, for a curve. */
export function curveOf(event: Event): Pick<LossDistribution, 'delta'> | ReturnType<typeof rdp> {
  try {
    return pld().compose(event)
  } catch (error) {
    if (error instanceof DitherError && error.code === 'unsupported') return rdp().compose(event)
    throw error
  }
}

function attempt(name: Account['name'], account: () => Omit<Account, 'name'>): Account {
  try {
    return { name, ...account() }
  } catch (error) {
    if (!(error instanceof DitherError) || error.code !== 'unsupported') throw error
    return { name, reason: error.message }
  }
}
