/** A search for accuracies that doubles hold. */

/** The smallest whole a at which `missed`, which falls, is at most that; within 2^-40 of it beyond 2^40. */
export function leastWhole(missed: (a: number) => number, allowed: number): number {
  if (missed(0) <= allowed) return 0
  let most = 1
  while (missed(most) > allowed) most *= 2
  let least = most === 1 ? 0 : most / 2
  while (most - least > Math.max(1, most * 2 ** -40)) {
    const middle = Math.floor((least + most) / 2)
    if (missed(middle) <= allowed) most = middle
    else least = middle
  }
  return most
}
