/**
 * Which pairs of datasets count as neighbours (S1).
 *
 * `add-remove`: one unit's rows appear or vanish. `change-one`: one unit's rows are replaced, the
 * number of units being public. `unstated`: a sensitivity was given without a relation; such an
 * event composes only with events that are also unstated.
 */
export type Neighbours = 'add-remove' | 'change-one' | 'unstated'
