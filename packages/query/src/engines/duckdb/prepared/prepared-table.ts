/** A prepared copy, recognised by the table that says for which schema it was made. */
import { DitherError } from '@dither/core'
import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex } from '@noble/hashes/utils.js'
import { canonicalText } from '../../../proof/canonical-data.ts'
import type { Schema } from '../../../schema/schema.ts'
import type { SourceTable } from '../relation-sql.ts'
import { sourceTypeOf } from '../scan-sql.ts'
import { sqlName, sqlText } from '../sql.ts'
import { storedColumns, storedUnit } from './stored-columns.ts'

/** Of the stored form; a newer one is refused. */
const preparedVersion = 1

/** The table that says what the file is, one row. */
const factsTable = 'dither_prepared'

/** The table that holds the rows. */
export const rowsTable = 'rows'

/** A hash of everything that a schema says, in one order of fields: SHA-256, as hex digits. */
function schemaFingerprint(schema: Schema): string {
  return bytesToHex(sha256(new TextEncoder().encode(canonicalText(schema))))
}

/** What makes the table that says what the file is. */
export function factsSql(catalog: string, schema: Schema): string {
  const facts = `${preparedVersion} AS version, ${sqlText(schema.dataset)} AS dataset, ${sqlText(schemaFingerprint(schema))} AS fingerprint`
  return `CREATE TABLE ${sqlName(catalog)}.${sqlName(factsTable)} AS SELECT ${facts}`
}

/** Runs a statement, and gives its rows as texts. */
type ReadTexts = (sql: string) => Promise<(readonly string[])[]>

/** Whether an attached database is a prepared copy. */
export async function isPrepared(catalog: string, read: ReadTexts): Promise<boolean> {
  const found = await read(
    `SELECT table_name FROM duckdb_tables() WHERE ((database_name = ${sqlText(catalog)}) AND (schema_name = 'main') AND (table_name IN (${sqlText(factsTable)}, ${sqlText(rowsTable)})))`,
  )
  return found.length === 2
}

/**
 * The table of a prepared copy.
 *
 * @param file as the caller named it
 * @throws DitherError "unreadable_source" if it was made for another schema or dataset, "unsupported" for
 *   a newer version
 */
export async function preparedTable(
  file: string,
  catalog: string,
  schema: Schema,
  read: ReadTexts,
): Promise<SourceTable> {
  const home = sqlName(catalog)
  const [facts = []] = await read(
    `SELECT version, dataset, fingerprint FROM ${home}.${sqlName(factsTable)}`,
  )
  checkFacts(file, facts, schema)
  const described = await read(`DESCRIBE ${home}.${sqlName(rowsTable)}`)
  const types = new Map(described.map(([name = '', type = '']) => [name, type]))
  const { privacyUnit } = schema
  return {
    from: `${home}.${sqlName(rowsTable)}`,
    columns: storedColumns(schema, (name) => sourceTypeOf(types.get(name) ?? '')),
    ...(privacyUnit.kind === 'id'
      ? { unit: { column: privacyUnit.column, reference: sqlName(storedUnit) } }
      : {}),
  }
}

function checkFacts(file: string, facts: readonly string[], schema: Schema): void {
  const [version, dataset, fingerprint] = facts
  if (Number(version) > preparedVersion)
    throw new DitherError('unsupported', `${file} was prepared by a newer version of Dither`, {
      parameter: 'file',
      wayOut: 'Read it with that version, or prepare it again with this one',
    })
  const again = `Prepare it again: dither prepare FILE --schema SCHEMA -o ${file}`
  if (dataset !== schema.dataset)
    throw new DitherError(
      'unreadable_source',
      `${file} was prepared from the dataset ${dataset}, the schema is of ${schema.dataset}`,
      { parameter: 'file', rule: 'S22', wayOut: again },
    )
  if (fingerprint !== schemaFingerprint(schema))
    throw new DitherError(
      'unreadable_source',
      `${file} was prepared for another schema: this one has changed since`,
      { parameter: 'file', wayOut: again },
    )
}
