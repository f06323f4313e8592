/** Which part of which partition a question is about: read from the question alone. */
import { DitherError } from '@dither/core'
import type { Expression, Value } from '../../expression/expression.ts'
import type { Question, Relation } from '../../plan/plan.ts'
import { canonicalText } from '../../proof/canonical-data.ts'

/** Where a question says that it is about a part. */
export interface PartPlace {
  /** The partition's name in its plan. */
  readonly partition: string
  /** How many steps of the question's relation lie before the one that cuts the part. */
  readonly after: number
}

/** The cut that a question's relation makes: its rows are those of `from` where `by` is `value`. */
export interface Cut {
  readonly from: Relation
  readonly by: Expression
  readonly value: Value
}

/** The relation of one part. */
export function partRelation({ from, by, value }: Cut): Relation {
  const right: Expression = Object.freeze({ kind: 'literal', value })
  const condition: Expression = Object.freeze({ kind: 'compare', operator: '=', left: by, right })
  return Object.freeze({ kind: 'filter', input: from, condition })
}

/**
 * The cut after so many steps, as `placeOfCut` counts them. [partition.proof.md, (1)]
 *
 * @throws DitherError "invalid_parameter" if there is none
 */
export function cutIn({ from }: Question, after: number, name: string): Cut {
  const step = Number.isSafeInteger(after) ? stepsOf(from)[after] : undefined
  if (
    step?.kind === 'filter' &&
    step.condition.kind === 'compare' &&
    step.condition.operator === '=' &&
    step.condition.right.kind === 'literal' &&
    step.condition.right.value !== null
  )
    return { from: step.input, by: step.condition.left, value: step.condition.right.value }
  throw new DitherError('invalid_parameter', `${name} is not about a part`, {
    parameter: name,
    rule: 'S2',
    charged: false,
    wayOut: 'Ask it of the table that partition gives: part => ({ n: part.count() })',
  })
}

/** Where a part of this table will have its cut. */
export function placeOfCut(from: Relation): number {
  return stepsOf(from).length
}

/** Whether two questions are about parts of one partition of one table. */
export function sameCuts(a: Cut, b: Cut): boolean {
  return canonicalText([a.from, a.by]) === canonicalText([b.from, b.by])
}

/**
 * The steps from a scan, a union or anything else on. (1) Of each of those that follow, filter, derivation and perUnit, every row that
 * comes out is made of rows that go in.
 */
function stepsOf(from: Relation): readonly Relation[] {
  const steps: Relation[] = []
  let step = from
  while (step.kind === 'filter' || step.kind === 'derive' || step.kind === 'perUnit') {
    steps.unshift(step)
    step = step.input
  }
  return [step, ...steps]
}
