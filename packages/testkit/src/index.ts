/** Tests for random and private code. Development only. */

// Accuracy
export { type ErrorBound, expectAccurate } from './accuracy/expect-accurate.ts'
// Bits
export type { TestBits } from './bits/bit-source.ts'
export { OutOfBits, scriptedBits } from './bits/scripted-bits.ts'
export { seededBits } from './bits/seeded-bits.ts'
// Enumeration
export { type EnumerateOptions, type Enumeration, enumerate } from './enumerate/enumerate.ts'
