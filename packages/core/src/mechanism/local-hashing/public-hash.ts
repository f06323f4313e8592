/** Random lines over a prime field, as public hash functions from numbers to buckets. */
import { add, multiply, type Rational, rational } from '@dither/math'

/** 2^31 - 1: products of residues are computed exactly in doubles, half by half. */
export const usualField = 2_147_483_647

/** The line y = slope x + offset; uniform in both. */
export interface HashLine {
  readonly slope: number
  readonly offset: number
}

/** The bucket of a number x in 0 … field - 1: (slope x + offset mod field) mod buckets. */
export function bucketOf(
  { slope, offset }: HashLine,
  x: number,
  buckets: number,
  field: number = usualField,
): number {
  const high = Math.floor(x / 65_536)
  // (1) Below 2^47 + 2^47 + 2^31.
  const y = ((slope * high) % field) * 65_536 + slope * (x % 65_536) + offset
  return (y % field) % buckets
}

/**
 * The chance that two numbers share a bucket, over all lines: the sum of (bucket size / field)^2, exactly.
 * [local-hashing.proof.md]
 */
export function collisionChance(buckets: number, field: number = usualField): Rational {
  const size = Math.floor(field / buckets)
  const larger = field % buckets
  const [few, more] = [BigInt(size) ** 2n, BigInt(size + 1) ** 2n]
  const pairs = add(
    multiply(rational(larger), rational(more)),
    multiply(rational(buckets - larger), rational(few)),
  )
  return multiply(pairs, rational(1n, BigInt(field) ** 2n))
}
