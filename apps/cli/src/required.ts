import { usageError } from './failure.ts'

/**
 * An option that must be there. Commander's own check comes before that of unknown options, and would
 * answer `--schem x` with "--schema is missing".
 */
export function required(value: string | undefined, option: string): string {
  if (value !== undefined) return value
  throw usageError(`required option '${option}' not specified`)
}
