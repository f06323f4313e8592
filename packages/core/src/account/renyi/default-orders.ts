/**
 * The orders at which an accountant looks for the best, unless others are given: 1.01, 1.02, 1.05, from 1.1 to 10.9 by
 * tenths, whole orders from 11 to 64, then each about an eighth larger up to 4096, and Infinity.
 */
export const defaultOrders: readonly number[] = Object.freeze(orders())

function orders(): number[] {
  const list = [1.01, 1.02, 1.05]
  for (let tenth = 11; tenth < 110; tenth++) list.push(tenth / 10)
  for (let order = 11; order < 64; order++) list.push(order)
  for (let base = 64; base < 4096; base *= 2)
    for (let part = 8; part < 16; part++) list.push((base * part) / 8)
  return [...list, 4096, Number.POSITIVE_INFINITY]
}
