/** What a named function of values says of itself. */
import type { Value } from '../../schema/value.ts'
import type { Facts } from '../facts.ts'
import type { Operand } from '../meaning.ts'

export interface FunctionRule {
  /** How many operands it takes, at least and at most. */
  readonly operands: readonly [number, number]
  /** Covers every value that `value` can give. @throws DitherError "wrong_type", "invalid_parameter" */
  facts(...operands: readonly Operand[]): Facts
  /** Total, and NULL where the types do not fit. */
  value(...operands: readonly Value[]): Value
}
