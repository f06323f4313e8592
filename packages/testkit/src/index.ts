/** Tests for random and private code. Development only. */

// Bits: reproducible, or by script

export type { TestBits } from './bits/bit-source.ts'
export { OutOfBits, scriptedBits } from './bits/scripted-bits.ts'
export { seededBits } from './bits/seeded-bits.ts'

// Enumeration: exact laws

export { type EnumerateOptions, type Enumeration, enumerate } from './enumerate/enumerate.ts'
export {
  type EnumeratedLawOptions,
  expectEnumeratedLaw,
} from './enumerate/expect-enumerated-law.ts'

// Laws: from many draws

export { type Draw, expectJointLaw, expectLaw, type LawOptions } from './law/expect-law.ts'
export type { IntegerLaw } from './law/integer-law.ts'
export type { JointDraw, LawReport } from './law/judge.ts'
export type { TestResult } from './law/law-tests.ts'

// Privacy: black boxes, and neighbouring tables

export {
  type NeighbourOptions,
  type NeighbourPair,
  neighbours,
  type Relation,
  type Row,
  type UnitKind,
} from './neighbours/neighbours.ts'
export {
  expectPrivate,
  type Mechanism,
  type PrivacyClaim,
  type PrivacyOptions,
  type PrivacyReport,
} from './privacy/expect-private.ts'

// Accuracy: doubles against certified intervals

export { type ErrorBound, expectAccurate } from './accuracy/expect-accurate.ts'
export { choices, excessOf, mixedSets, releasedSets, type SetLaw } from './privacy/set-laws.ts'
