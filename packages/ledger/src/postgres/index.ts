/** A ledger in PostgreSQL. */
export { type MigrationOptions, postgresGrants, postgresMigration } from './migration.ts'
export { openPostgres, type PostgresOptions } from './open-postgres.ts'
