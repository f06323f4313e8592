import { DitherError } from '../error.ts'

/**
 * Which pairs of datasets count as neighbours (S1).
 *
 * `add-remove`: one unit's rows appear or vanish. `change-one`: one unit's rows are replaced, the
 * number of units being public. `unstated`: a sensitivity was given without a relation; such an
 * event composes only with events that are also unstated.
 */
export type Neighbours = 'add-remove' | 'change-one' | 'unstated'

/** True for the name of a relation. */
export function isNeighbours(value: unknown): value is Neighbours {
  return value === 'add-remove' || value === 'change-one' || value === 'unstated'
}

/** The one relation that all of them state. An empty list states none. */
export function sameNeighbours(relations: readonly Neighbours[]): Neighbours {
  const [first = 'unstated', ...others] = relations
  const other = others.find((relation) => relation !== first)
  if (other === undefined) return first
  throw new DitherError(
    'mixed_neighbours',
    `neighbours are "${first}" and "${other}", must be one relation`,
    { parameter: 'neighbours', rule: 'S1', wayOut: 'State the same relation for every event' },
  )
}
