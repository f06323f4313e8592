/**
 * Seeded, spread-out uniforms: one in each of `count` equal strata, in a shuffled order.
 *
 * The simulated tables draw every attribute from such a family (Latin hypercube sampling), so that
 * even a small table has the marginals of the model to within a row or two. Everything is 32-bit
 * integer arithmetic and one division: the same table on every machine and in every engine.
 */

/** A draw in [0, 1) for every index below `count`. */
export type StratifiedUniform = (index: number) => number

/**
 * @param options.count from 1 to 2^32
 * @param options.seed any safe integer
 * @param options.attribute different attributes of one table are independent
 */
export function stratifiedUniform(options: {
  readonly count: number
  readonly seed: number
  readonly attribute: number
}): StratifiedUniform {
  const { count, seed, attribute } = options
  if (!Number.isInteger(count) || count < 1 || count > 2 ** 32) {
    throw new RangeError(`count is ${count}, must be an integer from 1 to 2^32`)
  }
  if (!Number.isSafeInteger(seed)) {
    throw new RangeError(`seed is ${seed}, must be a safe integer`)
  }
  const key = scramble(scramble(seed | 0, Math.floor(seed / 2 ** 32) | 0), attribute)
  const shuffle = permutation(count, key)
  const jitterKey = scramble(key, 0x6a09e667)
  return (index) => (shuffle(index) + scramble(jitterKey, index) / 2 ** 32) / count
}

/** A bijection of the integers below `count`: a four-round Feistel network, walked until it lands. */
function permutation(count: number, key: number): (index: number) => number {
  let halfBits = 1
  while (4 ** halfBits < count) halfBits += 1
  const half = 2 ** halfBits
  const mask = half - 1
  const rounds = [1, 2, 3, 4].map((round) => scramble(key, round))
  return (index) => {
    let position = index
    do {
      let left = Math.floor(position / half)
      let right = position % half
      for (const round of rounds) {
        const next = left ^ (scramble(round, right) & mask)
        left = right
        right = next
      }
      position = left * half + right
    } while (position >= count)
    return position
  }
}

/** A 32-bit hash of two 32-bit words (the finaliser of MurmurHash3, twice). Not cryptographic. */
function scramble(key: number, word: number): number {
  return finalise(finalise(word ^ key) + Math.imul(key, 0x9e3779b1))
}

function finalise(word: number): number {
  let hash = word | 0
  hash ^= hash >>> 16
  hash = Math.imul(hash, 0x85ebca6b)
  hash ^= hash >>> 13
  hash = Math.imul(hash, 0xc2b2ae35)
  hash ^= hash >>> 16
  return hash >>> 0
}
