/** Every promise of every store. A store's own test runs them: see conformance.test.ts. */
import { auditCases } from './audit-cases.ts'
import { chargeCases } from './charge-cases.ts'
import { ownerCases } from './owner-cases.ts'
import type { LedgerCase } from './place.ts'

export const ledgerCases: readonly LedgerCase[] = [...chargeCases, ...ownerCases, ...auditCases]
