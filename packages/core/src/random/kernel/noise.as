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

// What `prepare` was told.

/** `word >> shift` is a slot of the guide. */
let shift: i32 = 0
/** The index of the tail. */
let count: u32 = 0
/** The value of index 0 in a table is -reach. */
let reach: i32 = 0
/** Words a draw takes. */
let step: i32 = 0
/** Blocks of strips have 2^offsetBits magnitudes; the third word gives the lowBits lowest bits of an offset. */
let offsetBits: i32 = 0
let lowBits: i32 = 0
let lowShift: i32 = 0
/** The exponent of the acceptance is o (linear + square (2 start + o)). */
let linear: f64 = 0
let square: f64 = 0
/** 2^acceptBits. */
let range: f64 = 0

/** Builds the guide of `slots` slots for the thresholds in memory, and keeps the rest. */
export function prepare(
  slots: u32,
  itsShift: i32,
  itsCount: u32,
  itsReach: i32,
  itsStep: i32,
  itsOffsetBits: i32,
  itsLowBits: i32,
  itsLowShift: i32,
  itsLinear: f64,
  itsSquare: f64,
  itsRange: f64,
): void {
  shift = itsShift
  count = itsCount
  reach = itsReach
  step = itsStep
  offsetBits = itsOffsetBits
  lowBits = itsLowBits
  lowShift = itsLowShift
  linear = itsLinear
  square = itsSquare
  range = itsRange
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
export function table(length: i32, kind: i32): i32 {
  const offset = i16x8.splat(<i16>(certain + reach))
  let k = 0
  while (k < length) {
    // Eight words at a time while the guide is certain of all.
    for (; k + 8 <= length; k += 8) {
      const at = words + (<usize>k << 2)
      let entries = v128.load16_splat(placeOf(load<u32>(at)))
      entries = v128.load_lane<u16>(placeOf(load<u32>(at, 4)), entries, 1)
      entries = v128.load_lane<u16>(placeOf(load<u32>(at, 8)), entries, 2)
      entries = v128.load_lane<u16>(placeOf(load<u32>(at, 12)), entries, 3)
      entries = v128.load_lane<u16>(placeOf(load<u32>(at, 16)), entries, 4)
      entries = v128.load_lane<u16>(placeOf(load<u32>(at, 20)), entries, 5)
      entries = v128.load_lane<u16>(placeOf(load<u32>(at, 24)), entries, 6)
      entries = v128.load_lane<u16>(placeOf(load<u32>(at, 28)), entries, 7)
      if (i16x8.bitmask(entries) != 255) break
      const values = i16x8.sub(entries, offset)
      putQuad(k, i32x4.extend_low_i16x8_s(values), kind)
      putQuad(k + 4, i32x4.extend_high_i16x8_s(values), kind)
    }
    const end = min(k + 8, length)
    for (; k < end; k++) {
      const j = indexOf(load<u32>(words + (<usize>k << 2)))
      if (<i32>j < 0) return k | (k << 12) // (2)
      put(k, <i32>j - reach, kind)
    }
  }
  return k | (k << 12)
}

/**
 * Draws from strips until `capacity` are made, or fewer than `step` of the `length` words are left:
 * the words used, and 4,096 times the draws made.
 */
export function strips(length: i32, capacity: i32, kind: i32): i32 {
  const highBits = offsetBits - lowBits
  const mask = (<u32>1 << highBits) - 1
  let p = 0
  let k = 0
  while (k < capacity && p + step <= length) {
    // Four draws at a time while no word is open and no offset needs a further look.
    while (k + 4 <= capacity && p + 4 * step <= length) {
      const at = words + (<usize>p << 2)
      const stride = <usize>step << 2
      const a = indexOf(load<u32>(at))
      const b = indexOf(load<u32>(at + stride))
      const c = indexOf(load<u32>(at + 2 * stride))
      const d = indexOf(load<u32>(at + 3 * stride))
      if (<i32>(a | b | c | d) < 0) break
      const first = v128.load(at)
      const middle = v128.load(at, 16)
      const last = v128.load(at, 32)
      const second = step == 2
        ? v128.shuffle<i32>(first, middle, 1, 3, 5, 7)
        : v128.shuffle<i32>(v128.shuffle<i32>(first, middle, 1, 4, 7, 7), last, 0, 1, 2, 6)
      let below = v128.load32_zero(accept + (<usize>a << 2))
      below = v128.load_lane<u32>(accept + (<usize>b << 2), below, 1)
      below = v128.load_lane<u32>(accept + (<usize>c << 2), below, 2)
      below = v128.load_lane<u32>(accept + (<usize>d << 2), below, 3)
      if (v128.any_true(i32x4.ge_u(i32x4.shr_u(second, 1 + highBits), below))) break
      const j = fourOf(a, b, c, d)
      const offset = v128.and(i32x4.shr_u(second, 1), i32x4.splat(mask))
      const minus = i32x4.shr_s(i32x4.shl(second, 31), 31)
      if (step == 2) {
        const magnitude = v128.or(i32x4.shl(j, offsetBits), offset)
        if (v128.any_true(v128.and(minus, i32x4.eq(magnitude, i32x4.splat(0))))) break // (4)
        putQuad(k, i32x4.sub(v128.xor(magnitude, minus), minus), kind)
      } else {
        if (kind == integers) break // only tests ask for it
        let third = v128.shuffle<i32>(v128.shuffle<i32>(first, middle, 2, 5, 5, 5), last, 0, 1, 4, 7)
        third = i32x4.shr_u(third, lowShift)
        if (!putWide(k, j, offset, third, minus, kind)) break
        const placed = putWide(k + 2, upper(j), upper(offset), upper(third), upper(minus), kind)
        if (!placed) break
      }
      p += 4 * step
      k += 4
    }
    const done = strip(p, k, length, capacity, kind)
    if (!done) break
    p += done & 7
    k += done >> 3
  }
  return p | (k << 12)
}

/** One try: the words used, and 8 times the draws made; 0 where JavaScript must go on. */
function strip(p: i32, k: i32, length: i32, capacity: i32, kind: i32): i32 {
  if (k == capacity || p + step > length) return 0
  const highBits = offsetBits - lowBits
  const at = words + (<usize>p << 2)
  const second = load<u32>(at, 4)
  const third = step == 3 ? load<u32>(at, 8) >> lowShift : 0
  const j = indexOf(load<u32>(at))
  if (<i32>j < 0) return 0 // (2)
  const high = (second >> 1) & ((<u32>1 << highBits) - 1)
  const offset = (<u64>high << lowBits) | third
  const drawn = second >> (1 + highBits)
  const start = <u64>j << offsetBits
  let used = step
  if (drawn >= load<u32>(accept + (<usize>j << 2)) && offset) {
    // (3) One more word is drawn, as in JavaScript; but the first bits decide nearly always.
    const o = <f64>offset
    const x = o * (linear + square * (<f64>(start << 1) + o))
    const sure = <f64>drawn + 1 <= range * (1 - x) * (1 - 1e-9)
    const never = <f64>drawn >= range * (1 - x + 0.5 * x * x) * (1 + 1e-9)
    if (p + step == length || !(sure || never)) return 0
    used++
    if (never) return used
  }
  const magnitude = <i64>(start | offset)
  const minus = -<i64>(second & 1)
  put(k, (magnitude ^ minus) - minus, kind)
  return used | (i32((magnitude | ~minus) != 0) << 3) // (4) zero has one sign
}

@inline
function threshold(j: u32): u32 {
  return load<u32>(thresholds + (<usize>j << 2))
}

@inline
function entryOf(word: u32): u32 {
  return load<u16>(placeOf(word))
}

/** Where the guide's entry of a word stands. */
@inline
function placeOf(word: u32): usize {
  return guide + (<usize>(word >> shift) << 1)
}

/** The index of a word, or -1 where more words must decide, or the tail is meant. */
@inline
function indexOf(word: u32): u32 {
  const entry = entryOf(word)
  return entry & certain ? entry ^ certain : search(word, entry)
}

function search(word: u32, entry: u32): u32 {
  const j = find(word, entry)
  return word == threshold(j) || j == count ? -1 : j // (2)
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

@inline
function fourOf(a: i32, b: i32, c: i32, d: i32): v128 {
  const two = i32x4.replace_lane(i32x4.splat(a), 1, b)
  return i32x4.replace_lane(i32x4.replace_lane(two, 2, c), 3, d)
}

/** Writes four entries from `at` on. */
@inline
function putQuad(at: i32, values: v128, kind: i32): void {
  if (kind == integers) v128.store(noise + (<usize>at << 2), values)
  else {
    const place = noise + (<usize>at << 3)
    if (kind == doubles) {
      v128.store(place, f64x2.convert_low_i32x4_s(values))
      v128.store(place, f64x2.convert_low_i32x4_s(upper(values)), 16)
    } else {
      v128.store(place, i64x2.extend_low_i32x4_s(values))
      v128.store(place, i64x2.extend_low_i32x4_s(upper(values)), 16)
    }
  }
}

/** The last two of four values, first. */
@inline
function upper(values: v128): v128 {
  return v128.shuffle<i32>(values, values, 2, 3, 2, 3)
}

/** Writes the draws of wide strips in the first two lanes; false for a zero with a minus. */
@inline
function putWide(at: i32, j: v128, high: v128, low: v128, minus: v128, kind: i32): bool {
  const start = i64x2.shl(i64x2.extend_low_i32x4_u(j), offsetBits)
  const offset = i64x2.shl(i64x2.extend_low_i32x4_u(high), lowBits)
  const magnitude = v128.or(v128.or(start, offset), i64x2.extend_low_i32x4_u(low))
  const negative = i64x2.extend_low_i32x4_s(minus)
  if (v128.any_true(v128.and(negative, i64x2.eq(magnitude, i64x2.splat(0))))) return false // (4)
  if (kind == doubles) {
    // (5) m + 2^52 as a double has the bits of m below those of 2^52.
    const base = f64x2.splat(4503599627370496)
    const double = f64x2.sub(v128.or(magnitude, base), base)
    v128.store(noise + (<usize>at << 3), v128.xor(double, i64x2.shl(negative, 63)))
  } else {
    const value = i64x2.sub(v128.xor(magnitude, negative), negative)
    v128.store(noise + (<usize>at << 3), value)
  }
  return true
}
