import { type Columns, columnNamed } from '../expression/facts-of.ts'
import type { ColumnKinds } from '../schema/schema-input.ts'
import { temporals } from '../schema/temporal.ts'
import { column } from './express.ts'
import type { AnyExpression, Row } from './terms.ts'

/** A row whose columns are expressions; a name that is not there throws "unknown_column". */
export function rowOf<Kinds extends ColumnKinds>(columns: Columns): Row<Kinds>
export function rowOf(columns: Columns): Readonly<Record<string, AnyExpression>> {
  return new Proxy<Record<string, AnyExpression>>(Object.create(null), {
    get(_, name): AnyExpression | undefined {
      if (typeof name === 'symbol') return undefined
      const { type } = columnNamed(name, columns)
      return column(
        name,
        temporals.find((temporal) => temporal === type),
      )
    },
  })
}
