/** Measure, look, measure again: two rounds, of which the second is planned with the answers of the first. */
import { DitherError, type Loss } from '@dither/core'
import { formatRational, rational, subtract } from '@dither/math'
import type { Plan, Release } from '../release.ts'
import type { Released } from '../released/released.ts'
import type { ReleaseOptions, Session } from '../session.ts'
import { combined } from './combined.ts'
import { type RoundsOptions, rounds } from './rounds.ts'

/** How a budget is spent in two rounds. */
export interface SpendLookSpendOptions extends RoundsOptions {
  /** The part that the first round spends, between 0 and 1; 0.2 unless said. The rest is the reserve. */
  readonly first?: number | string
}

/** Two rounds of releases with one budget. */
export interface SpendLookSpend {
  /** What is left of the budget for what is still to be measured. */
  readonly reserve: Loss
  /**
   * Releases a plan with the first part of the budget.
   *
   * @throws DitherError "invalid_parameter" if that was done before, and what `session.release` throws. After a
   *   failure that was charged, it measures with the rest.
   */
  measure<const P extends Plan>(plan: P, options?: ReleaseOptions): Promise<Measured<P>>
}

/** The first answers, and the way to the second. */
export interface Measured<First extends Plan = Plan> {
  readonly release: Release<First>
  /**
   * Releases a plan, or what a function of the first answers plans, with the reserve.
   *
   * @throws DitherError "invalid_parameter" if that was done before, and what `session.release` throws
   */
  remeasure<const P extends Plan>(
    plan: P | ((first: Release<First>) => P),
    options?: ReleaseOptions,
  ): Promise<Remeasured<P>>
}

/** The answers of the second round, and what both rounds say together. */
export interface Remeasured<P extends Plan = Plan> {
  readonly release: Release<P>
  /** Of every question that both rounds asked by one name. @see combined */
  readonly combined: Readonly<Record<string, Released>>
}

/**
 * Spends a part of a budget, lets a person or a function look at the answers, and spends the rest on what is
 * chosen then. Every release is charged as usual: the session's filter is valid for questions that are
 * chosen by earlier answers (S21).
 *
 * The reserve is kept back here; whatever else is asked of the session may still spend it.
 *
 * @throws DitherError "invalid_parameter"; "budget_exceeded" if the session has less left than the budget
 */
export function spendLookSpend(session: Session, options: SpendLookSpendOptions): SpendLookSpend {
  const { first = 0.2, ...spent } = options
  const rest = formatRational(subtract(rational(1), rational(first)))
  const two = rounds(session, spent, [first, rest])
  let measured = false
  return Object.freeze({
    get reserve() {
      return two.reserve
    },
    async measure<const P extends Plan>(plan: P, how?: ReleaseOptions): Promise<Measured<P>> {
      if (measured) throw measuredBefore()
      const before = await two.next(plan, how)
      measured = true
      return Object.freeze({
        release: before,
        remeasure: async <const Q extends Plan>(
          again: Q | ((first: Release<P>) => Q),
          later?: ReleaseOptions,
        ): Promise<Remeasured<Q>> => {
          const planned = typeof again === 'function' ? again(before) : again
          const release = await two.next(planned, later)
          return Object.freeze({ release, combined: combined(before, release) })
        },
      })
    },
  } satisfies SpendLookSpend)
}

function measuredBefore(): DitherError {
  return new DitherError('invalid_parameter', 'the first round is over', {
    parameter: 'round',
    charged: false,
    wayOut: 'Call remeasure of what measure gave',
  })
}
