/** What the errors of an answer are about, and what they leave out: in words, of public facts alone (S24). */
import { type Columns, temporalOf } from '../../expression/facts-of.ts'
import { printExpression } from '../../expression/print-expression.ts'
import { boundsOf } from '../../plan/aggregates/bounded.ts'
import { type BoundedAggregate, groupsOf, inGroup } from '../../plan/aggregates/keyed-bounds.ts'
import { candidatesOf } from '../../plan/aggregates/quantile.ts'
import type { BoundedPlan } from '../../plan/bounded-plan.ts'
import { cellCount } from '../../plan/cells.ts'
import { checkQuestion } from '../../plan/check-question.ts'
import type { Bounded, Question } from '../../plan/plan.ts'
import { rowsPerUnit } from '../../plan/relation-rows.ts'
import { standInsOf } from '../../plan/stand-ins.ts'
import type { Proof } from '../../proof/proof.ts'
import { numberText } from '../../schema/temporal.ts'

/**
 * Of the whole answer, or of a group: the noise, and what stands between the bounded statistic and the rows as
 * they are: clamping, candidates, rows that are cut, a declared number of rows, what stands for missing cells.
 */
export function coversOf({ question, bounded }: Proof): (group?: number) => string {
  const columns = checkQuestion(question, bounded.schema)
  const others = [...cutsOf(question, bounded), ...sizeOf(bounded), ...keysOf(question)]
  const standIns = standInsOf(question, bounded.schema)
  const known = new Map<number | undefined, string>()
  return (group) => {
    const found = known.get(group)
    if (found !== undefined) return found
    const limits = [...clampsOf(question, bounded, columns, group), ...others]
    const bounds =
      limits.length === 0
        ? 'no bound leaves anything out'
        : `not what is left out by these: ${limits.join('; ')}`
    const text = ['the noise', bounds, ...standIns].join('; ')
    known.set(group, text)
    return text
  }
}

/** What is clamped, or taken to a candidate. */
function clampsOf(
  { aggregate, groupBy }: Question,
  { axes }: BoundedPlan,
  columns: Columns,
  group: number | undefined,
): readonly string[] {
  const clamped = (one: Bounded, name = printExpression(one.of)): string => {
    const { lower, upper } = boundsOf({ ...one, kind: aggregate.kind }, columns)
    const type = temporalOf(one.of, columns)
    return `${name} clamped to [${numberText(lower, type)}, ${numberText(upper, type)}]`
  }
  const byGroup = (one: BoundedAggregate): string => {
    if (one.boundsByKey === undefined) return clamped(one)
    if (group === undefined) return `${printExpression(one.of)} clamped to the bounds of its group`
    const keys = groupsOf(
      groupBy.map((key, i) => {
        const axis = axes[i]
        return axis?.kind === 'values' ? { ...key, values: axis.values } : key
      }),
    )
    return clamped(inGroup(one, keys[group] ?? {}))
  }
  switch (aggregate.kind) {
    case 'sum':
    case 'mean':
    case 'variance':
    case 'standardDeviation':
      return [byGroup(aggregate)]
    case 'covariance':
    case 'correlation':
      return [clamped(aggregate.left), clamped(aggregate.right)]
    case 'covarianceMatrix':
    case 'correlationMatrix':
      return [...aggregate.of, ...(aggregate.against ?? [])].map((one) => clamped(one, one.label))
    case 'linearRegression':
      return [aggregate.target, ...aggregate.predictors].map((one) => clamped(one, one.label))
    case 'quantile':
    case 'quantiles':
    case 'interquartileRange':
    case 'cumulativeDistribution': {
      const candidates = candidatesOf(aggregate, columns)
      const type = temporalOf(aggregate.of, columns)
      const [low, high] = [candidates[0] ?? 0, candidates.at(-1) ?? 0]
      const ends = `${numberText(low, type)} to ${numberText(high, type)}`
      return [
        `${printExpression(aggregate.of)} taken to the nearest of ${candidates.length} candidates, ${ends}`,
      ]
    }
    default:
      return []
  }
}

/** What is cut of a unit's rows. */
function cutsOf(question: Question, plan: BoundedPlan): readonly string[] {
  const { aggregate, groupBy } = question
  const { unit, axes, distinct, keys } = plan
  const whose = unit.kind === 'id' ? unit.column : 'unit'
  if (distinct !== undefined)
    return unit.kind === 'id'
      ? [`at most ${distinct.maxValues} different values of a ${whose}`]
      : []
  if (unit.kind !== 'id' || keepsAll(question, plan)) return []
  const { maxRows, maxGroups, maxRowsTotal = maxRows * maxGroups } = unit
  const cells = keys === undefined ? Math.min(maxGroups, cellCount(axes)) : maxGroups
  const what = groupBy.length === 0 ? 'bins' : axes.length > groupBy.length ? 'cells' : 'groups'
  const several = axes.length > 0 || keys !== undefined
  if (aggregate.kind === 'count' && aggregate.what === 'units')
    return several ? [`a ${whose} in at most ${cells} ${what}`] : []
  const kept = Math.min(maxRows, maxRowsTotal)
  const rows = `at most ${kept} ${kept === 1 ? 'row' : 'rows'} of a ${whose}`
  if (!several) return [rows]
  const all = maxRowsTotal < maxRows * cells ? `, ${maxRowsTotal} in all` : ''
  return [`${rows} in each of at most ${cells} ${what}${all}`]
}

/** Where the relation itself has so few rows of a unit that none is cut, such as one. */
function keepsAll({ from }: Question, { schema: { privacyUnit } }: BoundedPlan): boolean {
  const rows = rowsPerUnit(from)
  if (rows === undefined || privacyUnit.kind !== 'id') return false
  const { maxRows, maxGroups, maxRowsTotal = rows } = privacyUnit
  return rows <= Math.min(maxRows, maxGroups, maxRowsTotal)
}

function keysOf({ groupBy, privateKeys }: Question): readonly string[] {
  const names = groupBy.map(({ name }) => name).join(', ')
  return privateKeys === undefined ? [] : [`values of ${names} that few units have are not shown`]
}

function sizeOf({ schema: { publicSize, privacyUnit } }: BoundedPlan): readonly string[] {
  if (publicSize === undefined) return []
  return [`${publicSize} ${privacyUnit.kind === 'id' ? 'units' : 'rows'}, as declared`]
}
