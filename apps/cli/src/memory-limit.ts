import { usageError } from './failure.ts'

const least = 64e6

/**
 * Checks --memory-limit before anything is charged: with less than 64MB DuckDB may fail in the middle.
 *
 * @throws DitherError "invalid_parameter"
 */
export function memoryLimitOf(text: string | undefined): string | undefined {
  if (text === undefined) return undefined
  const [, digits, unit, binary] = /^(\d+(?:\.\d+)?) ?([KMGT])(i?)B$/i.exec(text) ?? []
  if (digits === undefined || unit === undefined) {
    throw usageError(`--memory-limit is ${text}, must be a size`, 'Say 512MB or 2GB')
  }
  const bytes =
    Number(digits) * (binary === '' ? 1000 : 1024) ** (1 + 'KMGT'.indexOf(unit.toUpperCase()))
  if (bytes >= least) return text
  throw usageError(`--memory-limit is ${text}, must be at least 64MB`, 'Say 512MB, or leave it out')
}
