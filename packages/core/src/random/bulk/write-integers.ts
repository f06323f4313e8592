/** Doubles into 64-bit integers. */

/** Writes integers of magnitude below 2^53 to `out` from `start` on. */
export function writeIntegers(values: Float64Array, out: BigInt64Array, start: number): void {
  // Two 32-bit stores are four times as fast as a BigInt each; the order is that of the machine.
  const halves = new Int32Array(out.buffer, out.byteOffset + 8 * start, 2 * values.length)
  for (let i = 0; i < values.length; i++) {
    const value = values[i] ?? 0
    const high = Math.floor(value / 4294967296)
    halves[2 * i + lowHalf] = value - high * 4294967296
    halves[2 * i + 1 - lowHalf] = high
  }
}

/** Where the low half of a 64-bit integer lies: 0 on little-endian machines, which are nearly all. */
export const lowHalf: number = new Uint8Array(new Uint32Array([1]).buffer)[0] === 1 ? 0 : 1
