/** Several places where rows lie, as one table. */
import { DitherError } from '@dither/core'

/** Several places, and whether one id may stand for one unit in all of them. */
export interface Several<One> {
  /** At least one; each has the schema's columns. */
  readonly all: readonly One[]
  /**
   * `shared`: equal ids are one unit, wherever they lie. `disjoint`: no unit is in two places, and equal ids in
   * two of them are two units; the owner says so. `shared` unless said.
   */
  readonly units?: 'shared' | 'disjoint'
}

/** @throws DitherError "invalid_parameter" */
export function checkSeveral<One>({ all, units = 'shared' }: Several<One>): Required<Several<One>> {
  if (!Array.isArray(all) || all.length === 0)
    throw new DitherError('invalid_parameter', 'all is empty, must list at least one source', {
      parameter: 'all',
      wayOut: "Say { all: ['2023.csv', '2024.csv'] }",
    })
  if (units !== 'shared' && units !== 'disjoint')
    throw new DitherError('invalid_parameter', `units is ${units}, must be shared or disjoint`, {
      parameter: 'units',
      rule: 'S17',
      wayOut: 'Leave it out: equal ids are then one unit, which is always safe',
    })
  return { all, units }
}

/** What makes an id of one place another than the same id elsewhere; a text that holds no U+001F ends it. */
export function partOf(place: number): string {
  return `${place}\u001f`
}
