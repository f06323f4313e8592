/** Bulk noise by the kernels in WebAssembly: the same draws from the same words, sooner. */
import type { BitSource } from '../bits.ts'
import { fillFrom } from '../bulk/fill-from.ts'
import type { NoiseOutput } from '../bulk/fill-noise.ts'
import type { Strips } from '../strips/strips.ts'
import type { NoiseTable } from '../table/table.ts'
import { powerOfTwo } from '../uniform/power-of-two.ts'
import { type Kernel, sharedKernel } from './kernel.ts'

/** Slots of the guide for each threshold: few draws look further than the guide. */
const slotBitsPerEntry = 6
const fewestSlotBits = 13
const mostSlotBits = 16

/** Below, a call costs more than it saves. */
const fewest = 512

/**
 * Fills `out` as `fillFrom` does, entry by entry and word by word, and returns true; or does nothing
 * and returns false, where there is no kernel or it would not pay. [kernel.proof.md]
 */
export function fillByKernel(
  built: NoiseTable | Strips,
  out: NoiseOutput,
  bits: BitSource,
): boolean {
  const kernel = sharedKernel()
  if (kernel === undefined || kernel.busy || !hasPlace(kernel, built)) return false
  // A guide costs as much as half as many draws.
  const enough = kernel.holds === built ? fewest : powerOfTwo(slotBitsOf(built) - 1)
  if (out.length < enough) return false
  fillWith(kernel, built, out, bits)
  return true
}

/** The same with a kernel that is not busy, whatever the length. Exported for its tests. */
export function fillWith(
  kernel: Kernel,
  built: NoiseTable | Strips,
  out: NoiseOutput,
  bits: BitSource,
): void {
  kernel.busy = true // (1) a source of bits might itself ask for noise
  try {
    if (kernel.holds !== built) load(kernel, built)
    fillInRuns(kernel, built, out, bits)
  } finally {
    kernel.secret.fill(0) // (2)
    kernel.busy = false
  }
}

function fillInRuns(
  kernel: Kernel,
  built: NoiseTable | Strips,
  out: NoiseOutput,
  bits: BitSource,
): void {
  const { words } = bits
  const wordsPerDraw = built.kind === 'table' ? 1 : 1 + built.offsetWords
  const { code } = kernel
  const kind = kindOf(out)
  const one = out instanceof Int32Array ? new Int32Array(1) : new Float64Array(1)
  for (let filled = 0; filled < out.length; ) {
    if (bits.position + wordsPerDraw > words.length) bits.refill()
    const from = bits.position
    const length = Math.min(kernel.words.length, words.length - from)
    kernel.words.set(words.subarray(from, from + length)) // (3)
    const capacity = out.length - filled
    const done =
      built.kind === 'table'
        ? code.table(Math.min(length, capacity), kind)
        : code.strips(length, capacity, kind)
    const used = done & 4095
    const made = done >>> 12
    words.fill(0, from, from + used)
    bits.position = from + used
    copy(kernel, out, filled, made)
    filled += made
    if (filled === out.length || used + wordsPerDraw > length) continue
    fillFrom(built, one, bits) // (4) a draw that the kernel left open
    const value = one[0] ?? 0
    if (out instanceof BigInt64Array) out[filled] = BigInt(value)
    else out[filled] = value
    filled += 1
  }
  one[0] = 0
}

/** Whether it fits the places in memory and the lanes; all that `preparationFor` asks for does. */
function hasPlace(kernel: Kernel, built: NoiseTable | Strips): boolean {
  const { thresholds, count } = built.ladder
  if (thresholds.length > kernel.thresholds.length) return false
  if (built.kind === 'table') return true
  const beyond = count * built.width
  return (
    built.acceptBelow.length <= kernel.acceptBelow.length &&
    beyond <= powerOfTwo(built.offsetWords === 1 ? 31 : 52)
  )
}

function load(kernel: Kernel, built: NoiseTable | Strips): void {
  const { thresholds, count, wordBits } = built.ladder
  const slotBits = slotBitsOf(built)
  const guide = [powerOfTwo(slotBits), wordBits - slotBits, count] as const
  kernel.holds = undefined
  kernel.thresholds.set(thresholds)
  if (built.kind === 'table') kernel.code.prepare(...guide, built.reach)
  else {
    const { law, offsetBits, offsetWords, acceptBelow, acceptBits, divisor } = built
    const lowBits = offsetWords === 1 ? 0 : Math.min(offsetBits, wordBits)
    const [linear, square] = law.kind === 'discreteLaplace' ? [1 / divisor, 0] : [0, 1 / divisor] // (5)
    const offsets = [1 + offsetWords, offsetBits, lowBits, wordBits - lowBits]
    kernel.acceptBelow.set(acceptBelow)
    kernel.code.prepare(...guide, 0, ...offsets, linear, square, powerOfTwo(acceptBits))
  }
  kernel.holds = built
}

function slotBitsOf({ ladder }: NoiseTable | Strips): number {
  const bits = 32 - Math.clz32(ladder.count) + slotBitsPerEntry
  return Math.min(ladder.wordBits, Math.max(fewestSlotBits, Math.min(bits, mostSlotBits)))
}

function kindOf(out: NoiseOutput): number {
  if (out instanceof Int32Array) return 0
  return out instanceof Float64Array ? 1 : 2
}

function copy(kernel: Kernel, out: NoiseOutput, at: number, length: number): void {
  if (out instanceof Int32Array) out.set(kernel.integers.subarray(0, length), at)
  else if (out instanceof Float64Array) out.set(kernel.doubles.subarray(0, length), at)
  else out.set(kernel.bigints.subarray(0, length), at)
}
