/** The fast Fourier transform in doubles, in place, with a stated error. */
import { twiddles } from './twiddles.ts'

/**
 * The error of `fourier` and of `inverseFourier`, in the Euclidean norm, over that of the exact result: 8 times log2 of
 * the length units of 2^-53. Proved. [fourier.proof.md]
 */
export function fourierError(length: number): number {
  return 8 * (31 - Math.clz32(length)) * 1.1102230246251565e-16
}

/** Below this, a transform stays within the nearest cache. */
const leaf = 4096

/**
 * The discrete Fourier transform X_k = sum x_j e^(-2 pi i j k / n), in bit-reversed order: place i holds the frequency whose
 * binary digits are those of i backwards.
 *
 * The length is a power of two. Entries of index 1, and i with its mirror in its block [2^b, 2^(b+1)), hold opposite
 * frequencies: see `opposites`.
 */
export function fourier(real: Float64Array, imaginary: Float64Array): void {
  forward(real, imaginary, 0, real.length)
}

/** The inverse of `fourier`: takes bit-reversed order, gives the usual one, divided by the length. */
export function inverseFourier(real: Float64Array, imaginary: Float64Array): void {
  backward(real, imaginary, 0, real.length)
  const share = 1 / real.length // exact
  for (let i = 0; i < real.length; i++) {
    real[i] = (real[i] ?? 0) * share
    imaginary[i] = (imaginary[i] ?? 0) * share
  }
}

function forward(re: Float64Array, im: Float64Array, start: number, length: number): void {
  if (length > leaf) {
    split(re, im, start, length)
    const quarter = length >> 2
    for (let part = 0; part < 4; part++) forward(re, im, start + part * quarter, quarter)
    return
  }
  let block = length
  for (; block >= 4; block >>= 2)
    for (let at = start; at < start + length; at += block) split(re, im, at, block)
  if (block === 2) halve(re, im, start, length)
}

function backward(re: Float64Array, im: Float64Array, start: number, length: number): void {
  if (length > leaf) {
    const quarter = length >> 2
    for (let part = 0; part < 4; part++) backward(re, im, start + part * quarter, quarter)
    join(re, im, start, length)
    return
  }
  const odd = (31 - Math.clz32(length)) & 1
  if (odd === 1) halve(re, im, start, length)
  for (let block = 4 << odd; block <= length; block <<= 2)
    for (let at = start; at < start + length; at += block) join(re, im, at, block)
}

/** One block into four, by frequency modulo 4. */
function split(re: Float64Array, im: Float64Array, start: number, length: number): void {
  const quarter = length >> 2
  const table = twiddles(length)
  for (let j = 0, k = 0; j < quarter; j++, k += 4) {
    const i0 = start + j
    const i1 = i0 + quarter
    const i2 = i1 + quarter
    const i3 = i2 + quarter
    const c1 = table[k] ?? 0
    const s1 = table[k + 1] ?? 0
    const c2 = table[k + 2] ?? 0
    const s2 = table[k + 3] ?? 0
    const a0 = re[i0] ?? 0
    const b0 = im[i0] ?? 0
    const a1 = re[i1] ?? 0
    const b1 = im[i1] ?? 0
    const a2 = re[i2] ?? 0
    const b2 = im[i2] ?? 0
    const a3 = re[i3] ?? 0
    const b3 = im[i3] ?? 0
    const sumA = a0 + a2
    const sumB = b0 + b2
    const oddA = a1 + a3
    const oddB = b1 + b3
    const difA = a0 - a2
    const difB = b0 - b2
    const turnA = b1 - b3
    const turnB = a3 - a1
    re[i0] = sumA + oddA
    im[i0] = sumB + oddB
    const v = sumA - oddA
    const w = sumB - oddB
    re[i1] = v * c2 - w * s2
    im[i1] = v * s2 + w * c2
    const p = difA + turnA
    const q = difB + turnB
    re[i2] = p * c1 - q * s1
    im[i2] = p * s1 + q * c1
    const m = difA - turnA
    const n = difB - turnB
    const x = m * c1 - n * s1
    const y = m * s1 + n * c1
    re[i3] = x * c2 - y * s2
    im[i3] = x * s2 + y * c2
  }
}

/** The opposite of `split`. */
function join(re: Float64Array, im: Float64Array, start: number, length: number): void {
  const quarter = length >> 2
  const table = twiddles(length)
  for (let j = 0, k = 0; j < quarter; j++, k += 4) {
    const i0 = start + j
    const i1 = i0 + quarter
    const i2 = i1 + quarter
    const i3 = i2 + quarter
    const c1 = table[k] ?? 0
    const s1 = -(table[k + 1] ?? 0)
    const c2 = table[k + 2] ?? 0
    const s2 = -(table[k + 3] ?? 0)
    const a0 = re[i0] ?? 0
    const b0 = im[i0] ?? 0
    const a1 = (re[i1] ?? 0) * c2 - (im[i1] ?? 0) * s2
    const b1 = (re[i1] ?? 0) * s2 + (im[i1] ?? 0) * c2
    const p0 = (re[i2] ?? 0) * c1 - (im[i2] ?? 0) * s1
    const q0 = (re[i2] ?? 0) * s1 + (im[i2] ?? 0) * c1
    const x = (re[i3] ?? 0) * c2 - (im[i3] ?? 0) * s2
    const y = (re[i3] ?? 0) * s2 + (im[i3] ?? 0) * c2
    const p1 = x * c1 - y * s1
    const q1 = x * s1 + y * c1
    const sumA = a0 + a1
    const sumB = b0 + b1
    const difA = a0 - a1
    const difB = b0 - b1
    const evenA = p0 + p1
    const evenB = q0 + q1
    const turnA = p0 - p1
    const turnB = q0 - q1
    re[i0] = sumA + evenA
    im[i0] = sumB + evenB
    re[i2] = sumA - evenA
    im[i2] = sumB - evenB
    re[i1] = difA - turnB
    im[i1] = difB + turnA
    re[i3] = difA + turnB
    im[i3] = difB - turnA
  }
}

function halve(re: Float64Array, im: Float64Array, start: number, length: number): void {
  for (let i = start; i < start + length; i += 2) {
    const a = re[i] ?? 0
    const b = im[i] ?? 0
    const c = re[i + 1] ?? 0
    const d = im[i + 1] ?? 0
    re[i] = a + c
    im[i] = b + d
    re[i + 1] = a - c
    im[i + 1] = b - d
  }
}

/** Calls `visit` with the two places of every pair of opposite frequencies; of frequency 0 and n / 2 twice the same. */
export function opposites(length: number, visit: (place: number, mirror: number) => void): void {
  visit(0, 0)
  if (length > 1) visit(1, 1)
  for (let block = 2; block < length; block <<= 1)
    for (let i = block, j = 2 * block - 1; i < j; i++, j--) visit(i, j)
}
