import { arithmetic } from './arithmetic.ts'
import { call } from './call.ts'
import { caseOf } from './case.ts'
import { cast } from './cast.ts'
import { clamp } from './clamp.ts'
import { compare } from './compare.ts'
import { datePart, startOf } from './date-part.ts'
import { digitise } from './digitise.ts'
import type { Expression } from './expression.ts'
import { impute } from './impute.ts'
import { isIn } from './is-in.ts'
import { isNull } from './is-null.ts'
import { like } from './like.ts'
import { literal } from './literal.ts'
import { logic, not } from './logic.ts'
import { lookup } from './lookup.ts'
import type { Meaning } from './meaning.ts'
import { convert, elapsed, moment } from './moment.ts'

/** What an expression means. A column means what its row and its schema say, so it is not here. */
export function meaningOf(expression: Exclude<Expression, { kind: 'column' }>): Meaning {
  switch (expression.kind) {
    case 'literal':
      return literal(expression)
    case 'arithmetic':
      return arithmetic(expression)
    case 'compare':
      return compare(expression)
    case 'logic':
      return logic(expression)
    case 'not':
      return not(expression)
    case 'isNull':
      return isNull(expression)
    case 'isIn':
      return isIn(expression)
    case 'case':
      return caseOf(expression)
    case 'cast':
      return cast(expression)
    case 'clamp':
      return clamp(expression)
    case 'impute':
      return impute(expression)
    case 'moment':
      return moment(expression)
    case 'datePart':
      return datePart(expression)
    case 'startOf':
      return startOf(expression)
    case 'elapsed':
      return elapsed(expression)
    case 'convert':
      return convert(expression)
    case 'call':
      return call(expression)
    case 'like':
      return like(expression)
    case 'digitise':
      return digitise(expression)
    case 'lookup':
      return lookup(expression)
  }
}
