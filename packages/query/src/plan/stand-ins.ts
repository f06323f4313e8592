/** What stands for the cells that are missing, in the columns that a question reads. */
import { columnsOf } from '../expression/columns-of.ts'
import type { Expression } from '../expression/expression.ts'
import { printExpression } from '../expression/print-expression.ts'
import type { Column, Schema } from '../schema/schema.ts'
import { numberText } from '../schema/temporal.ts'
import type { Question, Relation } from './plan.ts'

/**
 * Says of every column that a question reads, and that is not `nullable`, what its missing cells count as: such
 * as "a missing or unreadable age counts as 50". From the schema alone; nothing of the data.
 *
 * @returns one text a column, in the order of the schema; empty where every column that is read is nullable
 */
export function standInsOf(question: Question, { columns }: Schema): readonly string[] {
  const read = new Set<string>()
  readBy(question.from, new Set(askedOf(question).flatMap(columnsOf)), read)
  return Object.entries(columns).flatMap(([name, column]) =>
    column.impute === null || !read.has(name) ? [] : [words(name, column, column.impute)],
  )
}

function words(name: string, { type }: Column, impute: number | string | boolean): string {
  const temporal = type === 'date' || type === 'time' || type === 'timestamp' ? type : undefined
  const stand = typeof impute === 'number' ? numberText(impute, temporal) : impute
  const cell = type === 'category' ? 'unlisted' : 'unreadable'
  return `a missing or ${cell} ${printExpression({ kind: 'column', name })} counts as ${stand}`
}

function askedOf({ aggregate, groupBy }: Question): readonly Expression[] {
  const parts = (): readonly { readonly of: Expression }[] => {
    switch (aggregate.kind) {
      case 'count':
        return []
      case 'covariance':
      case 'correlation':
        return [aggregate.left, aggregate.right]
      case 'covarianceMatrix':
      case 'correlationMatrix':
        return [...aggregate.of, ...(aggregate.against ?? [])]
      case 'linearRegression':
        return [aggregate.target, ...aggregate.predictors]
      case 'contingencyTable':
        return aggregate.axes
      default:
        return [aggregate]
    }
  }
  return [...groupBy, ...parts()].map(({ of }) => of)
}

/** Adds the columns of the scan that `needed` columns of a relation, and its filters, are made of. */
function readBy(relation: Relation, needed: ReadonlySet<string>, read: Set<string>): void {
  switch (relation.kind) {
    case 'scan':
      for (const name of needed) read.add(name)
      break
    case 'filter':
      readBy(relation.input, new Set([...needed, ...columnsOf(relation.condition)]), read)
      break
    case 'union':
      for (const input of relation.inputs) readBy(input, needed, read)
      break
    case 'derive': {
      const { columns, input } = relation
      const made = (name: string): readonly string[] => {
        const of = Object.hasOwn(columns, name) ? columns[name] : undefined
        return of === undefined ? [name] : columnsOf(of)
      }
      readBy(input, new Set([...needed].flatMap(made)), read)
      break
    }
    case 'perUnit': {
      const made = Object.entries(relation.columns).filter(([name]) => needed.has(name))
      const of = made.flatMap(([, column]) => column.of ?? [])
      readBy(relation.input, new Set(of.flatMap(columnsOf)), read)
      break
    }
  }
}
