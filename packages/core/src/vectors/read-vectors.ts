/** Published numbers, as the tests of accountants read them. */

/** One published number. */
export interface PublishedVector {
  readonly kind: string
  readonly inputs: Readonly<Record<string, unknown>>
  /** A number, or text such as "Infinity"; `null` where there is none. */
  readonly expected: number | string | null
  readonly recomputed: number | undefined
  readonly tolerance: number
  readonly compare: string | undefined
}

/** Checks their shape. */
export function readVectors(list: unknown): readonly PublishedVector[] {
  if (!Array.isArray(list)) throw new RangeError('vectors must be a list')
  return list.map((item: unknown) => {
    const { kind, inputs, expected, recomputed, tolerance, compare } = objectOf(item)
    if (typeof kind !== 'string' || typeof tolerance !== 'number')
      throw new RangeError('a vector must have a kind and a tolerance')
    return {
      kind,
      inputs: objectOf(inputs),
      expected: typeof expected === 'number' || typeof expected === 'string' ? expected : null,
      recomputed: typeof recomputed === 'number' ? recomputed : undefined,
      tolerance,
      compare: typeof compare === 'string' ? compare : undefined,
    }
  })
}

/** An input that must be a number; "Infinity" is one. */
export function numberIn({ inputs }: PublishedVector, name: string): number {
  const value = inputs[name]
  if (typeof value === 'number') return value
  if (value === 'Infinity') return Number.POSITIVE_INFINITY
  throw new RangeError(`a vector must have a number "${name}"`)
}

/** An input that must be numbers. */
export function numbersIn({ inputs }: PublishedVector, name: string): readonly number[] {
  const value = inputs[name]
  if (!Array.isArray(value)) throw new RangeError(`a vector must have numbers "${name}"`)
  return value.map(Number)
}

/** What must come out: recomputed where somebody did. */
export function expectedOf({ expected, recomputed }: PublishedVector): number {
  return recomputed ?? Number(expected)
}

function objectOf(value: unknown): Record<string, unknown> {
  if (typeof value === 'object' && value !== null) return { ...value }
  throw new RangeError('a vector must be an object')
}
