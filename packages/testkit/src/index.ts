/** Tests for random and private code. Development only. */

// Accuracy
export { type ErrorBound, expectAccurate } from './accuracy/expect-accurate.ts'
// Bits
export type { TestBits } from './bits/bit-source.ts'
export { OutOfBits, scriptedBits } from './bits/scripted-bits.ts'
export { seededBits } from './bits/seeded-bits.ts'
// Enumeration
export { type EnumerateOptions, type Enumeration, enumerate } from './enumerate/enumerate.ts'
export {
  type EnumeratedLawOptions,
  expectEnumeratedLaw,
} from './enumerate/expect-enumerated-law.ts'
// Laws
export { type Draw, expectJointLaw, expectLaw, type LawOptions } from './law/expect-law.ts'
export type { IntegerLaw } from './law/integer-law.ts'
export type { JointDraw, LawReport } from './law/judge.ts'
export type { TestResult } from './law/law-tests.ts'
export {
  type NeighbourOptions,
  type NeighbourPair,
  neighbours,
  type Relation,
  type Row,
  type UnitKind,
} from './neighbours/neighbours.ts'
// Privacy
export {
  expectPrivate,
  type Mechanism,
  type PrivacyClaim,
  type PrivacyOptions,
  type PrivacyReport,
} from './privacy/expect-private.ts'
