/** From what an engine found to the integers of the keys that are released (S13). */
import type { BitSource } from '@dither/core'
import type { EngineAnswer, FoundKey } from '../../engines/engine.ts'
import type { Proof } from '../../proof/proof.ts'
import type { Priced } from '../price.ts'
import { enforcePublicSize } from '../public-size/enforce-public-size.ts'
import { chosenPlaces } from './priced-keys.ts'

/** Exact integers of keys that were found. Private: nothing of it is shown but of chosen keys, with noise. */
export interface Found {
  readonly keys: readonly FoundKey[]
  /** The units of each key, by which it is chosen. */
  readonly units: readonly bigint[]
  /** `vectors[j][key]`. */
  readonly vectors: readonly (readonly bigint[])[]
}

/** What was chosen of it. */
export interface ChosenKeys {
  readonly keys: readonly FoundKey[]
  /** Still without noise. */
  readonly vectors: readonly (readonly bigint[])[]
}

/** The numbers of units by key, a public size enforced as for all integers (S3). */
export function unitsByKey(
  { bounded: { schema } }: Proof,
  answer: EngineAnswer,
): readonly bigint[] {
  const units = answer.cells.map((cell) => cell.units)
  if (schema.publicSize === undefined) return units
  const size = BigInt(schema.publicSize)
  return enforcePublicSize([units], [], size, answer.totalUnits)[0] ?? []
}

/**
 * Chooses the keys of questions: once for all that share a choice. [private-keys.proof.md]
 *
 * @returns of each question what is left of it
 */
export function keyChooser(bits: BitSource): (priced: Priced, found: Found) => ChosenKeys {
  const made = new Map<string, readonly number[]>()
  return ({ proof, keys }, { keys: all, units, vectors }) => {
    const shared = keys?.shared
    const known = shared === undefined ? undefined : made.get(shared) // (2) one draw, one charge
    const places = known ?? chosenPlaces(proof, units, bits)
    if (shared !== undefined) made.set(shared, places)
    const chosen = <T>(list: readonly T[]): T[] =>
      places.map((place) => {
        const one = list[place]
        if (one === undefined) throw new RangeError('a chosen key has no integers')
        return one
      })
    return { keys: chosen(all), vectors: vectors.map((vector) => chosen(vector)) } // (3)
  }
}
