/** One text for one piece of data, to compare what was made again with what was stored. */

/** As JSON data: bigints become decimal text. */
export function plainData(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value, (_key, inner: unknown) => exactText(inner)))
}

/** As text, fields in a fixed order; equal texts are equal data. */
export function canonicalText(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    isRecord(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : exactText(inner),
  )
}

function exactText(value: unknown): unknown {
  return typeof value === 'bigint' ? String(value) : value
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
