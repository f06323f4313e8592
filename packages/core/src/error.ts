/** What went wrong, as a stable name that programs may switch on. */
export type ErrorCode =
  | 'invalid_parameter'
  | 'invalid_schema'
  | 'unknown_column'
  | 'missing_bound'
  | 'missing_budget'
  | 'wrong_type'
  | 'unsupported'
  | 'unsafe_question'
  | 'budget_exceeded'
  | 'mixed_neighbours'
  | 'seeded_randomness'
  | 'unreadable_source'
  | 'missing_driver'
  | 'engine_failed'
  | 'aborted'

/** Public facts about an error: parameters and schema names, never data. */
export interface ErrorDetail {
  /** The parameter or schema path that is wrong. */
  readonly parameter?: string
  /** The rule of SOUNDNESS.md that was applied, such as "S13". */
  readonly rule?: string
  /** What the caller can do about it. */
  readonly wayOut?: string
  /** Whether the budget was charged before the failure. */
  readonly charged?: boolean
  /** The request that was charged. */
  readonly requestId?: string
}

/**
 * The one error class of Dither.
 *
 * Its message and its fields speak of parameters and of the schema only: an error that depends on
 * private data would itself be a release (S15).
 */
export class DitherError extends Error {
  override readonly name = 'DitherError'
  readonly code: ErrorCode
  readonly detail: ErrorDetail

  /** Takes a message in public words, to which `detail.wayOut` is added. */
  constructor(code: ErrorCode, message: string, detail: ErrorDetail = {}) {
    super(detail.wayOut === undefined ? message : `${message}. ${detail.wayOut}`)
    this.code = code
    this.detail = Object.freeze({ ...detail })
  }
}
