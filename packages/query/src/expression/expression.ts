import type { Value } from '../schema/value.ts'

export type { Value } from '../schema/value.ts'

/**
 * A typed, total function of one row, as data. Values are number (a double, never NaN), text, boolean
 * or NULL; logic is SQL's three-valued logic; nothing raises (S14).
 */
export type Expression =
  | { readonly kind: 'column'; readonly name: string }
  | { readonly kind: 'literal'; readonly value: Value }
  | {
      readonly kind: 'arithmetic'
      readonly operator: '+' | '-' | '*' | '/'
      readonly left: Expression
      readonly right: Expression
    }
  | {
      readonly kind: 'compare'
      readonly operator: '=' | '<>' | '<' | '<=' | '>' | '>='
      readonly left: Expression
      readonly right: Expression
    }
  | {
      readonly kind: 'logic'
      readonly operator: 'and' | 'or'
      readonly left: Expression
      readonly right: Expression
    }
  | { readonly kind: 'not'; readonly of: Expression }
  | { readonly kind: 'isNull'; readonly of: Expression }
  | { readonly kind: 'isIn'; readonly of: Expression; readonly values: readonly Value[] }
  | {
      readonly kind: 'case'
      readonly branches: readonly { readonly when: Expression; readonly then: Expression }[]
      readonly otherwise: Expression
    }
  | {
      readonly kind: 'cast'
      readonly of: Expression
      readonly to: 'number' | 'integer' | 'text' | 'boolean'
    }
  | {
      readonly kind: 'clamp'
      readonly of: Expression
      readonly lower: number
      readonly upper: number
    }
  | { readonly kind: 'impute'; readonly of: Expression; readonly value: Value }
