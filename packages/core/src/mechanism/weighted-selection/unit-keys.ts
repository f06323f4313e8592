/** The keys that each unit has, and which of them count. */
import { DitherError } from '../../error.ts'
import type { BitSource } from '../../random/bits.ts'
import { drawIndexBelow } from '../../random/uniform/uniform-below.ts'

/** The keys of every unit; a key that a unit has several times counts once. */
export type UnitKeys = Iterable<Iterable<string>>

/**
 * The keys of every unit, each of them once.
 *
 * @throws DitherError "invalid_parameter" if a unit is no set or list of texts; the error names none
 */
export function readUnits(units: UnitKeys): readonly (readonly string[])[] {
  return Array.from(units, readUnit)
}

function readUnit(unit: Iterable<string>): readonly string[] {
  const keys = typeof unit === 'string' ? [undefined] : [...new Set(unit)] // (1)
  if (keys.some((key) => typeof key !== 'string'))
    throw new DitherError('invalid_parameter', 'units must be sets of texts', {
      parameter: 'units',
      wayOut: 'Give a set of keys for every unit',
    })
  return keys.filter((key) => key !== undefined)
}

/**
 * At most `most` of a unit's keys, every choice alike: drawn without a look at the other units, or at which
 * of the keys they have.
 */
export function keptKeys(
  keys: readonly string[],
  most: number,
  bits: BitSource,
): readonly string[] {
  if (keys.length <= most) return keys
  const order = [...keys]
  for (let i = 0; i < most; i++) {
    const j = i + drawIndexBelow(order.length - i, bits) // (2)
    const [a = '', b = ''] = [order[i], order[j]]
    order[i] = b
    order[j] = a
  }
  return order.slice(0, most)
}

/** Reads how many keys of a unit may count. */
export function readMaxKeys(value: number): number {
  if (Number.isInteger(value) && value >= 1 && value <= mostMaxKeys) return value
  throw new DitherError(
    'invalid_parameter',
    `maxKeys is ${value}, must be a whole number in [1, ${mostMaxKeys}]`,
    { parameter: 'maxKeys', wayOut: 'Let a unit count for some of its keys' },
  )
}

/** Beyond this the weights are so small that next to nothing is found. */
const mostMaxKeys = 2 ** 16
