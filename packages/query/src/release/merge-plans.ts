/** Questions about the same rows, cut into the same cells, are asked of the engine as one. */
import type { BoundedPlan, LatticeColumn } from '../plan/bounded-plan.ts'

export interface MergedPlan {
  readonly plan: BoundedPlan
  readonly members: readonly Member[]
}

interface Member {
  readonly name: string
  /** Where the question's columns are among the merged plan's. */
  readonly columns: readonly number[]
}

/**
 * Merges plans that differ in their columns alone. Each question keeps its own vectors and its own noise;
 * a unit keeps the same cells, since those depend on the unit, the cells and the key.
 */
export function mergePlans(plans: ReadonlyMap<string, BoundedPlan>): MergedPlan[] {
  const merged = new Map<
    string,
    { plan: BoundedPlan; columns: LatticeColumn[]; members: Member[] }
  >()
  for (const [name, plan] of plans) {
    const key = JSON.stringify([plan.from, plan.unit, plan.axes])
    const into = merged.get(key) ?? { plan, columns: [], members: [] }
    merged.set(key, into)
    into.members.push({ name, columns: plan.columns.map((one) => place(into.columns, one)) })
  }
  return [...merged.values()].map(({ plan, columns, members }) => ({
    plan: Object.freeze({ ...plan, columns: Object.freeze(columns) }),
    members,
  }))
}

/** The column's place in the list, added or widened by its square if need be. */
function place(columns: LatticeColumn[], wanted: LatticeColumn): number {
  const same = ({ of, lattice }: LatticeColumn) => JSON.stringify([of, lattice])
  const found = columns.findIndex((column) => same(column) === same(wanted))
  const index = found < 0 ? columns.length : found
  const square = wanted.square || columns[index]?.square === true
  columns[index] = Object.freeze({ ...wanted, square })
  return index
}
