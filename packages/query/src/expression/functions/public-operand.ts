/** Operands that must stand in the plan, so that what they ask for is bounded by it. */
import { DitherError } from '@dither/core'
import { asNumber, asText, type Operand } from '../meaning.ts'

/** @throws DitherError "invalid_parameter" unless it is one whole number that the plan says */
export function publicWhole(operand: Operand, least: number, most: number): number {
  const { lower, upper, integral, nullable } = asNumber(operand)
  if (lower === upper && integral && !nullable && lower >= least && upper <= most) return lower
  throw notPublic(operand, `a whole number from ${least} to ${most} in the plan`)
}

/** @throws DitherError "invalid_parameter" unless it is one text that the plan says */
export function publicText(operand: Operand | undefined, longest: number): void {
  if (operand === undefined) return
  const { values, nullable } = asText(operand)
  const [only] = values ?? []
  if (values?.length === 1 && !nullable && only !== undefined && only.length <= longest) return
  throw notPublic(operand, `one text in the plan, of at most ${longest} characters`)
}

function notPublic(operand: Operand, rule: string): DitherError {
  return new DitherError('invalid_parameter', `${operand.text()} must be ${rule}`, {
    parameter: operand.text(),
    wayOut: 'Write a literal',
  })
}
