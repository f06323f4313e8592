/** A table cut into parts, each with a plan of its own. */
import type { Described, Statistic } from '../statistic.ts'

/** What is asked of one part: one statistic, or several by name. */
export type PartPlan = Statistic | Readonly<Record<string, Statistic>>

/** The plans of the parts, by their values as text. */
export type PartPlans = Readonly<Record<string, PartPlan>>

/**
 * A table cut by a public key into parts, each with a plan of its own: a member of a plan with names.
 *
 * It costs what the dearest part costs where a unit lies in one part; see `partsTouched`.
 */
export interface Partition<Parts extends PartPlans = PartPlans> extends Described {
  readonly kind: 'partition'
  /** How many steps of the relation of every question lie before the one that cuts its part. */
  readonly after: number
  readonly parts: Parts
}

/** Whether a member of a plan is a partition. */
export function isPartition(value: unknown): value is Partition {
  return (
    typeof value === 'object' &&
    value !== null &&
    'kind' in value &&
    value.kind === 'partition' &&
    'parts' in value &&
    'after' in value
  )
}
