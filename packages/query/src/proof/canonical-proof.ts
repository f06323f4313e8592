/** One text for one proof. */
import type { Proof } from './proof.ts'

/** A proof as JSON data: bigints as decimal text. */
export function proofData(proof: Proof): unknown {
  return JSON.parse(JSON.stringify(proof, (_key, value: unknown) => exactText(value)))
}

/** The proof as text, its fields in a fixed order; equal texts are equal proofs. */
export function canonicalProof(proof: unknown): string {
  return JSON.stringify(proof, (_key, value: unknown) =>
    isRecord(value)
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
      : exactText(value),
  )
}

function exactText(value: unknown): unknown {
  return typeof value === 'bigint' ? String(value) : value
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
