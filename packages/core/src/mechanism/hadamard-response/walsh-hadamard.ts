/** The Hadamard matrix of Sylvester: the entry of row x and column y is 1 where x and y share an even number of ones. */

/** Whether the entry is -1: for whole numbers below 2^31. */
export function isMinus(x: number, y: number): boolean {
  let bits = x & y
  bits ^= bits >> 16
  bits ^= bits >> 8
  bits ^= bits >> 4
  bits ^= bits >> 2
  bits ^= bits >> 1
  return (bits & 1) === 1
}

/** The matrix times a vector whose length is a power of two. Sums of whole numbers are exact below 2^53. */
export function walshHadamard(vector: readonly number[]): number[] {
  const result = [...vector]
  for (let half = 1; half < result.length; half *= 2)
    for (let start = 0; start < result.length; start += 2 * half)
      for (let i = start; i < start + half; i++) {
        const [a, b] = [result[i] ?? 0, result[i + half] ?? 0]
        result[i] = a + b
        result[i + half] = a - b
      }
  return result
}
