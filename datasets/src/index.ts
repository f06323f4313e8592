// A real table

// Simulated tables
export { censusColumns, censusRows, censusVisits } from './census.ts'
export type { CensusRow } from './census-model.ts'
export {
  type CensusKinds,
  type CensusVisitsKinds,
  censusSchema,
  censusVisitsSchema,
} from './census-schema.ts'
export { type CpsKinds, type CpsWorker, cpsColumns, cpsRows, cpsSchema } from './cps-1985.ts'
// Files
export { csvChunks, writeCsv } from './csv.ts'
export { csvToParquet } from './parquet.ts'
