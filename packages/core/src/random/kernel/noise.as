/**
 * The bulk kernels in AssemblyScript. [kernel.proof.md]
 *
 * They take words and give noise as `fillFromTable`, `fillNarrow` and `fillWide` do, draw by draw,
 * and stop before a draw whose words they do not decide: JavaScript makes that one.
 *
 * `npm run build` compiles this file into kernel-code.ts.
 */

// Places in memory, in bytes; kernel.ts has the same.

/** 2,048 words. */
const words: usize = 0
/** Room for 2,048 draws of up to 8 bytes. */
const noise: usize = 8192
/** 8,200 thresholds of a ladder. */
const thresholds: usize = 24576
/** 4,096 values of `acceptBelow`. */
const accept: usize = 57600
/** 65,536 entries of the guide, two bytes each. */
const guide: usize = 74240

/** In the guide, with j: every word of the slot lies strictly between thresholds j - 1 and j < count. */
const certain: u32 = 0x8000

/** What the noise is written as. */
const integers: i32 = 0
const doubles: i32 = 1

/** Builds the guide of the thresholds for words that `shift` takes to 0, …, slots - 1. */
export function prepare(slots: u32, shift: i32, count: u32): void {
  const width = <u32>1 << shift
  let j: u32 = 0
  for (let slot: u32 = 0; slot < slots; slot++) {
    const first = slot << shift
    while (threshold(j) < first) j++
    const inside = j < count && first + (width - 1) < threshold(j) // (1)
    store<u16>(guide + (<usize>slot << 1), j | (inside ? certain : 0))
  }
}

/**
 * Draws from a table, one word each, until `length` words are used: the words used, and 4,096 times
 * the draws made.
 */
export function table(length: i32, shift: i32, count: u32, reach: i32, kind: i32): i32 {
  const offset = certain + reach
  let k = 0
  while (true) {
    // Four words at a time while all are certain.
    for (; k + 4 <= length; k += 4) {
      const at = words + (<usize>k << 2)
      const a = entryOf(load<u32>(at), shift)
      const b = entryOf(load<u32>(at, 4), shift)
      const c = entryOf(load<u32>(at, 8), shift)
      const d = entryOf(load<u32>(at, 12), shift)
      if (!(a & b & c & d & certain)) break
      putFour(k, a - offset, b - offset, c - offset, d - offset, kind)
    }
    const end = min(k + 4, length)
    if (k == end) return k | (k << 12)
    for (; k < end; k++) {
      const word = load<u32>(words + (<usize>k << 2))
      const j = find(word, entryOf(word, shift))
      if (word == threshold(j) || j == count) return k | (k << 12) // (2)
      put(k, j - reach, kind)
    }
  }
}

/**
 * Draws from strips until `capacity` are made, or fewer than `step` of the `length` words are left:
 * the words used, and 4,096 times the draws made. `step` is 2 or 3 words a draw; the exponent of the acceptance is
 * o (linear + square (2 start + o)), `range` is 2^acceptBits.
 */
export function strips(
  length: i32,
  capacity: i32,
  step: i32,
  shift: i32,
  count: u32,
  offsetBits: i32,
  lowBits: i32,
  lowShift: i32,
  linear: f64,
  square: f64,
  range: f64,
  kind: i32,
): i32 {
  const highBits = offsetBits - lowBits
  const mask = (<u32>1 << highBits) - 1
  let p = 0
  let k = 0
  while (k < capacity && p + step <= length) {
    const at = words + (<usize>p << 2)
    const word = load<u32>(at)
    const second = load<u32>(at, 4)
    const third = step == 3 ? load<u32>(at, 8) >> lowShift : 0
    let j = entryOf(word, shift)
    if (j & certain) j ^= certain
    else {
      j = find(word, j)
      if (word == threshold(j) || j == count) break // (2)
    }
    const offset = (<u64>((second >> 1) & mask) << lowBits) | third
    const drawn = second >> (1 + highBits)
    const start = <u64>j << offsetBits
    p += step
    if (drawn >= load<u32>(accept + (<usize>j << 2)) && offset) {
      // (3) One more word is drawn, as in JavaScript; but the first bits decide nearly always.
      const o = <f64>offset
      const x = o * (linear + square * (<f64>(start << 1) + o))
      const sure = <f64>drawn + 1 <= range * (1 - x) * (1 - 1e-9)
      const never = <f64>drawn >= range * (1 - x + 0.5 * x * x) * (1 + 1e-9)
      if (p == length || !(sure || never)) {
        p -= step
        break
      }
      p++
      if (never) continue
    }
    const magnitude = <i64>(start | offset)
    const minus = -<i64>(second & 1)
    put(k, (magnitude ^ minus) - minus, kind)
    k += i32((magnitude | ~minus) != 0) // (4) zero has one sign
  }
  return p | (k << 12)
}

@inline
function threshold(j: u32): u32 {
  return load<u32>(thresholds + (<usize>j << 2))
}

@inline
function entryOf(word: u32, shift: i32): u32 {
  return load<u16>(guide + (<usize>(word >> shift) << 1))
}

/** The first j with threshold at least word. */
@inline
function find(word: u32, entry: u32): u32 {
  let j = entry & ~certain
  while (word > threshold(j)) j++
  return j
}

/** Writes entry `at` of the noise. */
@inline
function put<T>(at: i32, value: T, kind: i32): void {
  if (kind == integers) store<i32>(noise + (<usize>at << 2), <i32>value)
  else {
    const place = noise + (<usize>at << 3)
    if (kind == doubles) store<f64>(place, sizeof<T>() == 8 ? <f64><i64>value : <f64><i32>value)
    else store<i64>(place, sizeof<T>() == 8 ? <i64>value : <i64><i32>value)
  }
}

/** Writes entries `at` to `at + 3`. */
@inline
function putFour(at: i32, a: i32, b: i32, c: i32, d: i32, kind: i32): void {
  if (kind == integers) {
    const place = noise + (<usize>at << 2)
    store<i32>(place, a)
    store<i32>(place, b, 4)
    store<i32>(place, c, 8)
    store<i32>(place, d, 12)
  } else {
    put(at, a, kind)
    put(at + 1, b, kind)
    put(at + 2, c, kind)
    put(at + 3, d, kind)
  }
}
