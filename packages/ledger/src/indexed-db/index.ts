/** A ledger in a browser. */
export { type IndexedDbOptions, openIndexedDb } from './open-indexed-db.ts'
