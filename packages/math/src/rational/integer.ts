/** The integer functions that the exact arithmetic stands on. All are exact. */

/** The number of binary digits of |n|; 0 for 0. */
export function bitLength(n: bigint): number {
  const digits = (n < 0n ? -n : n).toString(16)
  const head = Number.parseInt(digits.charAt(0), 16)
  return 4 * (digits.length - 1) + (32 - Math.clz32(head))
}

/** The largest integer whose square is at most n. @throws RangeError if n < 0 */
export function floorSqrt(n: bigint): bigint {
  if (n < 0n) throw new RangeError(`floorSqrt: n is ${n}, must be at least 0`)
  if (n < 0x10000000000000n) return BigInt(Math.floor(Math.sqrt(Number(n)))) // below 2^52 exact
  // Newton from above: the iterates fall strictly until they pass the root.
  let root = 1n << BigInt((bitLength(n) + 1) >> 1)
  for (;;) {
    const next = (root + n / root) >> 1n
    if (next >= root) return root
    root = next
  }
}

/** The greatest common divisor of |a| and |b|; gcd(0, b) = |b|. */
export function gcd(a: bigint, b: bigint): bigint {
  let x = a < 0n ? -a : a
  let y = b < 0n ? -b : b
  while (y > 0x1fffffffffffffn) [x, y] = [y, x % y]
  if (y === 0n) return x
  let small = Number(y)
  let rest = Number(x % y)
  while (rest !== 0) [small, rest] = [rest, small % rest]
  return BigInt(small)
}

/** floor(n / d) for d > 0. */
export function floorDivide(n: bigint, d: bigint): bigint {
  const quotient = n / d
  return n < 0n && quotient * d !== n ? quotient - 1n : quotient
}

/** ceiling(n / d) for d > 0. */
export function ceilingDivide(n: bigint, d: bigint): bigint {
  return -floorDivide(-n, d)
}

/** The number of zero bits below the lowest one bit of n; 0 for 0. */
export function trailingZeros(n: bigint): number {
  if (n === 0n) return 0
  let count = 0
  let rest = n
  for (;;) {
    const low = Number(BigInt.asUintN(32, rest)) | 0
    if (low !== 0) return count + 31 - Math.clz32(low & -low)
    rest >>= 32n
    count += 32
  }
}
