// How tables read, and how they compose what is not written down as a fixed statement. An engine implements it.
import {
  DummyDriver,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from 'kysely'
import type { Write } from '../ports/store.ts'
import type { Database } from './schema.ts'
import type { Statement, Value } from './statement.ts'
import { type Step, writeIfAny } from './write.ts'

/** Reads outside of any commit; what was committed before is seen. */
export interface Reader {
  /** Builds queries for this engine, and runs none. 11–15 µs a query: not for hot paths. */
  readonly build: Kysely<Database>
  all<R>(statement: Statement<R>, values: readonly Value[]): Promise<readonly R[]>
  /** The same for hot paths: each row as its values in the order of the columns. */
  rows(statement: Statement<unknown>, values: readonly Value[]): Promise<readonly (readonly Value[])[]>
  /** Counts the commits that changed a table; undefined where other processes change it unseen. */
  revisionOf(table: string): number | undefined
  /** Runs a composed query. */
  run<R>(query: ComposedQuery<R>): Promise<readonly R[]>
}

/** What the query builder gives, as far as it is needed here. */
export interface ComposedQuery<R> {
  compile(): { readonly sql: string; readonly parameters: readonly unknown[] }
  /** Carries the row type only; never called. */
  execute(): Promise<R[]>
}

/** A composed query as a step of a write. */
export function step(query: ComposedQuery<unknown>): Step {
  const { sql, parameters } = query.compile()
  // The builder binds what the schema's types let in, which are values.
  return { statement: sql, values: parameters as readonly Value[] }
}

/** A composed write that reports whether it changed anything. */
export function composedIfAny(query: ComposedQuery<unknown>): Write<boolean> {
  const { statement, values } = step(query)
  return writeIfAny(statement, values)
}

/** A query builder that writes SQLite's words. */
export function sqliteBuilder(): Kysely<Database> {
  return new Kysely<Database>({
    dialect: {
      createAdapter: () => new SqliteAdapter(),
      createDriver: () => new DummyDriver(),
      createIntrospector: db => new SqliteIntrospector(db),
      createQueryCompiler: () => new SqliteQueryCompiler(),
    },
  })
}

/** A query builder that writes PostgreSQL's words. */
export function postgresBuilder(): Kysely<Database> {
  return new Kysely<Database>({
    dialect: {
      createAdapter: () => new PostgresAdapter(),
      createDriver: () => new DummyDriver(),
      createIntrospector: db => new PostgresIntrospector(db),
      createQueryCompiler: () => new PostgresQueryCompiler(),
    },
  })
}
