/** Questions about the same rows, cut into the same cells, are asked of the engine as one. */
import type { BoundedPlan, LatticeColumn, StepProduct } from '../plan/bounded-plan.ts'

export interface MergedPlan {
  readonly plan: BoundedPlan
  readonly members: readonly Member[]
}

interface Member {
  readonly name: string
  /** Where the question's columns are among the merged plan's. */
  readonly columns: readonly number[]
  /** Where its products are. */
  readonly products: readonly number[]
}

/**
 * Merges plans that differ in their columns alone. Each question keeps its own vectors and its own noise;
 * a unit keeps the same cells, since those depend on the unit, the cells and the key.
 */
export function mergePlans(plans: ReadonlyMap<string, BoundedPlan>): MergedPlan[] {
  const merged = new Map<
    string,
    {
      plan: BoundedPlan
      columns: LatticeColumn[]
      products: StepProduct[]
      members: Member[]
    }
  >()
  for (const [name, plan] of plans) {
    const key = JSON.stringify([
      plan.from,
      plan.unit,
      plan.axes,
      plan.distinct ?? null,
      plan.keys ?? null,
    ])
    const into = merged.get(key) ?? { plan, columns: [], products: [], members: [] }
    merged.set(key, into)
    const columns = plan.columns.map((one) => place(into.columns, one))
    const products = (plan.products ?? []).map((one) => productPlace(into.products, one, columns))
    into.members.push({ name, columns, products })
  }
  return [...merged.values()].map(({ plan, columns, products, members }) => ({
    plan: Object.freeze({
      ...plan,
      columns: Object.freeze(columns),
      ...(products.length === 0 ? {} : { products: Object.freeze(products) }),
    }),
    members,
  }))
}

/** The column's place in the list, added or widened by its square if need be. */
function place(columns: LatticeColumn[], wanted: LatticeColumn): number {
  const same = ({ of, lattice, lattices }: LatticeColumn) =>
    JSON.stringify([of, lattice, lattices ?? null])
  const found = columns.findIndex((column) => same(column) === same(wanted))
  const index = found < 0 ? columns.length : found
  const square = wanted.square || columns[index]?.square === true
  columns[index] = Object.freeze({ ...wanted, square })
  return index
}

/** The product's place in the list, added if need be. @param columns where the plan's own columns are */
function productPlace(
  products: StepProduct[],
  wanted: StepProduct,
  columns: readonly number[],
): number {
  const left = columns[wanted.left] ?? -1
  const right = columns[wanted.right] ?? -1
  const found = products.findIndex((one) => one.left === left && one.right === right)
  if (found >= 0) return found
  products.push(Object.freeze({ left, right }))
  return products.length - 1
}
