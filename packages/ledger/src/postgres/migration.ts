/** The tables of a ledger in PostgreSQL, as the text that their owner runs. */
import { DitherError } from '@dither/core'
import { actFunction, chargeFunction, chargePartFunction, nextHashFunction } from './charge-sql.ts'

/** Of the tables and functions. */
export const tablesVersion = 1

/** Where a ledger is kept, unless said. */
export const usualSchema = 'dither_ledger'

/** What is made. */
export interface MigrationOptions {
  /** The schema that holds the ledger; "dither_ledger" unless said. */
  readonly schema?: string
  /** A role that is there and may charge: read everything, and call `charge`; no table of the ledger is its to change. */
  readonly charger?: string
  /** The ledger's identity; a new one unless said. */
  readonly id?: string
}

/**
 * SQL that makes a ledger in PostgreSQL 15 or newer, in one transaction. Whoever runs it owns it: creates lineages, sets
 * caps, accepts; the role `charger` may charge and read, and nothing else.
 *
 * @throws DitherError "invalid_parameter" for a name that is no plain identifier
 */
export function postgresMigration(options: MigrationOptions = {}): string {
  const { charger, id = crypto.randomUUID() } = options
  if (!/^[0-9a-zA-Z-]{1,64}$/.test(id)) throw wrongName('id', 'letters, digits and "-"')
  const schema = quoted('schema', options.schema ?? usualSchema)
  const statements = [
    `CREATE SCHEMA ${schema}`,
    `SET LOCAL search_path = ${schema}, pg_temp`,
    ...tables,
    `INSERT INTO ledger VALUES (1, ${tablesVersion}, '${id}', 0)`,
    nextHashFunction,
    chargePartFunction,
    chargeFunction,
    actFunction,
    ...[
      'next_hash(text, text)',
      'charge_part(jsonb, jsonb, integer)',
      'charge(jsonb)',
      'act(jsonb)',
      'refuse_change()',
    ].map((name) => `REVOKE ALL ON FUNCTION ${schema}.${name} FROM PUBLIC`),
    ...(charger === undefined ? [] : grants(schema, quoted('charger', charger))),
  ]
  const text = statements.map((one) => `${one.replaceAll(':schema', schema)};\n`).join('\n')
  return `BEGIN;\n\n${text}\nCOMMIT;\n`
}

/**
 * SQL by which the owner lets a further role charge.
 *
 * @throws DitherError "invalid_parameter" for a name that is no plain identifier
 */
export function postgresGrants(charger: string, schema: string = usualSchema): string {
  return grants(quoted('schema', schema), quoted('charger', charger))
    .map((one) => `${one};\n`)
    .join('')
}

function grants(schema: string, role: string): readonly string[] {
  return [
    `GRANT USAGE ON SCHEMA ${schema} TO ${role}`,
    `GRANT SELECT ON ALL TABLES IN SCHEMA ${schema} TO ${role}`,
    `GRANT EXECUTE ON FUNCTION ${schema}.charge(jsonb) TO ${role}`,
  ]
}

const whole = 'numeric(60, 0) NOT NULL'

const tables: readonly string[] = [
  `CREATE TABLE ledger (
    one integer PRIMARY KEY CHECK (one = 1),
    version integer NOT NULL,
    id text NOT NULL,
    epoch bigint NOT NULL CHECK (epoch >= 0)
  )`,
  `CREATE TABLE lineage (
    dataset text COLLATE "C" PRIMARY KEY,
    rule text NOT NULL CHECK (rule IN ('pure', 'approximate', 'zcdp')),
    cap_main ${whole},
    cap_delta ${whole},
    opened_at text NOT NULL,
    renewal_days bigint CHECK (renewal_days > 0),
    period bigint NOT NULL CHECK (period >= 0),
    spent_main ${whole} CHECK (spent_main BETWEEN 0 AND cap_main),
    spent_delta ${whole} CHECK (spent_delta BETWEEN 0 AND cap_delta),
    lifetime_main ${whole} CHECK (lifetime_main >= 0),
    lifetime_delta ${whole} CHECK (lifetime_delta >= 0),
    neighbours text CHECK (neighbours IN ('add-remove', 'change-one', 'unstated')),
    unit text,
    records bigint NOT NULL CHECK (records > 0),
    head text NOT NULL
  ) WITH (fillfactor = 50)`,
  `CREATE TABLE account (
    dataset text COLLATE "C" NOT NULL REFERENCES lineage,
    scope text COLLATE "C" NOT NULL,
    cap_main numeric(60, 0),
    cap_delta numeric(60, 0),
    period bigint NOT NULL CHECK (period >= 0),
    spent_main ${whole} CHECK (spent_main >= 0 AND spent_main <= COALESCE(cap_main, spent_main)),
    spent_delta ${whole} CHECK (spent_delta >= 0 AND spent_delta <= COALESCE(cap_delta, spent_delta)),
    PRIMARY KEY (dataset, scope),
    CHECK ((cap_main IS NULL) = (cap_delta IS NULL))
  ) WITH (fillfactor = 50)`,
  `CREATE TABLE record (
    dataset text COLLATE "C" NOT NULL REFERENCES lineage,
    seq bigint NOT NULL,
    text text NOT NULL,
    hash text NOT NULL,
    PRIMARY KEY (dataset, seq)
  )`,
  `CREATE TABLE events (
    digest text COLLATE "C" PRIMARY KEY,
    text text NOT NULL
  )`,
  `CREATE TABLE tally (
    dataset text COLLATE "C" NOT NULL REFERENCES lineage,
    digest text COLLATE "C" NOT NULL REFERENCES events,
    times bigint NOT NULL,
    PRIMARY KEY (dataset, digest)
  )`,
  `CREATE TABLE request (
    id text COLLATE "C" PRIMARY KEY,
    content text NOT NULL,
    receipt text NOT NULL
  )`,
  `CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $refuse$
BEGIN RAISE EXCEPTION 'a ledger is only added to' USING ERRCODE = 'DL004'; END $refuse$`,
  ...['record', 'events', 'request'].map(
    (table) => `CREATE TRIGGER only_added_to BEFORE UPDATE OR DELETE OR TRUNCATE ON ${table}
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()`,
  ),
]

/** @throws DitherError "invalid_parameter" */
export function quoted(parameter: string, name: string): string {
  if (!/^[a-z_][a-z0-9_]{0,62}$/.test(name) || name.startsWith('pg_'))
    throw wrongName(parameter, 'small letters, digits and "_", at most 63, not beginning with pg_')
  return `"${name}"`
}

function wrongName(parameter: string, rule: string): DitherError {
  return new DitherError('invalid_parameter', `${parameter} must be a name of ${rule}`, {
    parameter,
    charged: false,
    wayOut: 'Choose another name',
  })
}
