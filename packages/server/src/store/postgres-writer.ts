// Commits groups on one PostgreSQL connection of its own, so that readers never keep a commit waiting. Each group is one
// transaction; a lost connection is replaced with the next group.
//
//   merged and the rest together ──unit at fault──▶ again, every unit under its own savepoint
//                                ──conflict of transactions──▶ again (F40)
//                                ──connection lost──▶ once more, on a new one
//   COMMIT ──connection lost──▶ unknown: it may have happened (F36)
import type { Client, QueryConfig, QueryResult } from 'pg'
import { meters } from '../ports/meters.ts'
import { StoreError } from '../ports/store.ts'
import type { CommitGroup, UnitEnd } from './group-commit.ts'
import { arraysOf } from './postgres-array.ts'
import {
  advance,
  type Call,
  type FlatStep,
  flatSteps,
  isClaiming,
  isMergeable,
  isPutOff,
  lateCalls,
  type MergedUnit,
  movedTimelines,
  nextCalls,
  nextStretch,
  type PutOff,
  putOffHot,
  settleCall,
  settleLate,
} from './postgres-batch.ts'
import { connectForWriting, endQuietly, gathering, type PostgresPlace, pooledSettings } from './postgres-connection.ts'
import { faultOf } from './postgres-errors.ts'
import { beginPooled } from './postgres-fitness.ts'
import type { Statement } from './statement.ts'
import type { ResultRow, StepResult, Unit } from './write.ts'

/** Tries of one group when the server undid it because of other transactions. */
const triesMax = 5

/** A writer. Closing ends its connection. */
export interface PostgresWriter extends AsyncDisposable {
  readonly commit: CommitGroup
}

/** Who hears of what goes wrong. */
export interface WriterEars {
  /** The server reported damaged data (F44). */
  corrupt(message: string): void
  /** There is no server to write to, or none that may be written to. */
  unreachable(error: StoreError): void
}

/** A writer, which connects with its first group. */
export function createPostgresWriter(place: PostgresPlace, ears: WriterEars): PostgresWriter {
  let client: Client | undefined
  let hasConnected = false

  async function connected(): Promise<Client> {
    if (client && place.watch.isOvertaken(client)) await drop(client)
    try {
      if (client) return client
      client = await connectForWriting(place)
      if (hasConnected) meters.databaseReconnects.add(1)
      hasConnected = true
      return client
    } catch (cause) {
      const error = new StoreError('full', `the database cannot be reached: ${textOf(cause)}`, { cause })
      ears.unreachable(error)
      throw error
    }
  }

  async function drop(lost: Client): Promise<void> {
    client = undefined
    await endQuietly(lost)
  }

  async function attempt(units: readonly Unit[], mode: 'together' | 'apart'): Promise<readonly UnitEnd[]> {
    const own = await connected()
    try {
      const session = { client: own, place }
      const ends = mode === 'together' ? await runTogether(session, units) : await runApart(session, units)
      await commitTransaction(own)
      return ends
    } catch (cause) {
      const fault = cause instanceof CommitLost ? 'lost' : faultOf(cause)
      if (fault === 'lost') await drop(own)
      else await rollBack(own, drop)
      throw cause
    }
  }

  return {
    async commit(units) {
      let mode: 'together' | 'apart' = 'together'
      for (let tries = 1; ; tries += 1) {
        try {
          return await attempt(units, mode)
        } catch (cause) {
          const fault = faultOf(cause)
          if (cause instanceof StoreError) throw cause
          if (cause instanceof CommitLost) throw new StoreError('unknown', cause.message, { cause })
          if (fault === 'corrupt') ears.corrupt(textOf(cause))
          // What was lost before its commit did not happen: often only the connection is an old one.
          const isAgain =
            fault === 'again' || (fault === 'unit' && mode === 'together') || (fault === 'lost' && tries === 1)
          if (!isAgain || tries >= triesMax)
            throw new StoreError(fault === 'corrupt' ? 'unknown' : 'full', `nothing was written: ${textOf(cause)}`, {
              cause,
            })
          if (fault === 'unit') mode = 'apart'
        }
      }
    },
    async [Symbol.asyncDispose]() {
      if (client) await drop(client)
    },
  }
}

/** What a group runs on. */
interface Session {
  readonly client: Client
  readonly place: PostgresPlace
}

/** With what comes last of a group. */
type Group = Session & { readonly late: PutOff[] }

/** The connection was lost, or the server failed, while it was committing. */
class CommitLost extends Error {
  override readonly name = 'CommitLost'
}

async function commitTransaction(client: Client): Promise<void> {
  let result: QueryResult
  try {
    result = await client.query('COMMIT')
  } catch (cause) {
    // Here the server itself undid the transaction.
    if (faultOf(cause) === 'again') throw cause
    throw new CommitLost(`whether the commit happened is not known: ${textOf(cause)}`, { cause })
  }
  if (result.command !== 'COMMIT') throw new CommitLost(`the server answered ${result.command} to a commit`)
}

async function rollBack(client: Client, drop: (lost: Client) => Promise<void>): Promise<void> {
  try {
    await client.query('ROLLBACK')
  } catch (cause) {
    // A connection that cannot even do this is of no use any more.
    if (cause instanceof Error) await drop(client)
  }
}

/** Mergeable units in rounds; then the others, each in order; then what is hot, so that its rows are held for the shortest time. */
async function runTogether(session: Session, units: readonly Unit[]): Promise<readonly UnitEnd[]> {
  const flat: MergedUnit[] = units.map(unit => ({ steps: flatSteps(unit), results: [] }))
  const merged: MergedUnit[] = []
  const others: MergedUnit[] = []
  for (const unit of flat) (isMergeable(unit.steps) ? merged : others).push(unit)
  const late: PutOff[] = []
  const next = (): readonly Call[] => {
    for (const unit of merged) putOffHot(unit, late)
    return nextCalls(merged)
  }
  let begin = beginning(session, flat)
  for (let calls = next(); calls.length > 0; calls = next()) {
    await allOf([...begin, ...calls.map(call => runCall(session, call))])
    begin = []
  }
  if (others.length > 0) await runInOrder({ ...session, late }, others, begin.splice(0))
  await allOf([...begin, ...lateCalls(late).map(call => runCall(session, call))])
  settleLate(late)
  return flat.map(({ results }) => results)
}

// A crowd of messages costs two round trips, not one for each step of each, while all others of the app wait.
/** Units one after the other, claims before all, each step in its order; none is waited for unless what comes next hangs on it. */
async function runInOrder(group: Group, units: readonly MergedUnit[], running: Promise<unknown>[]): Promise<void> {
  running.push(...units.filter(isClaiming).map(unit => runStretch(group, unit, nextStretch(unit))))
  await allOf(running.splice(0))
  for (const unit of units) {
    while (unit.results.length < unit.steps.length) {
      const stretch = nextStretch(unit)
      running.push(runStretch(group, unit, stretch))
      if ((stretch.at(-1)?.skip ?? 0) === 0) break
      await allOf(running.splice(0))
    }
  }
  await allOf(running)
}

async function runStretch(group: Group, unit: MergedUnit, steps: readonly FlatStep[]): Promise<void> {
  const sent = steps.map(step => (isPutOff(step) ? undefined : runStep(group, step)))
  await allOf(sent)
  for (const result of sent)
    if (result) advance(unit, await result)
    else putOffHot(unit, group.late)
}

/** Every unit under its own savepoint, so that only those at fault are undone. */
async function runApart(session: Session, units: readonly Unit[]): Promise<readonly UnitEnd[]> {
  const flat: MergedUnit[] = units.map(unit => ({ steps: flatSteps(unit), results: [] }))
  await allOf(beginning(session, flat))
  const ends: UnitEnd[] = []
  for (const unit of flat) ends.push(await runSaved(session, unit))
  return ends
}

/**
 * Begins a transaction. Timelines come first, in one order: a group that met another one's timeline with a member's or a call's row in
 * its hand would make a deadlock, for whose end the whole app would wait.
 */
function beginning(session: Session, units: readonly MergedUnit[]): Promise<unknown>[] {
  const { client, place } = session
  const apps = movedTimelines(units)
  const begin: Promise<unknown>[] = [
    place.isPooled ? beginPooled(client, place.watch, pooledSettings) : gathering(client).query('BEGIN'),
  ]
  if (apps.length > 0) begin.push(gathering(client).query(named(session, 'timeline_hold', holding, [apps])))
  return begin
}

// Primary key of timeline. Makes the row that an app's first entry would make, or nobody could wait for it.
const holding =
  'INSERT INTO timeline (app_id, position) SELECT app_id, 0 FROM unnest($1::bigint[]) AS moved (app_id) ORDER BY app_id' +
  ' ON CONFLICT (app_id) DO UPDATE SET position = timeline.position'

async function runSaved(session: Session, unit: MergedUnit): Promise<UnitEnd> {
  const { client } = session
  await client.query('SAVEPOINT unit')
  try {
    await runUnit(session, unit)
  } catch (cause) {
    if (faultOf(cause) !== 'unit') throw cause
    await client.query('ROLLBACK TO SAVEPOINT unit')
    return new StoreError('conflict', textOf(cause), { cause })
  }
  await client.query('RELEASE SAVEPOINT unit')
  return unit.results
}

/** A unit as it is, what is hot in its place. */
async function runUnit(session: Session, unit: MergedUnit): Promise<void> {
  for (let step = unit.steps[0]; step; step = unit.steps[unit.results.length])
    advance(unit, await runStep(session, step))
}

async function runStep(
  session: Session,
  { statement, values }: Pick<FlatStep, 'statement' | 'values'>,
): Promise<StepResult> {
  const { client } = session
  if (typeof statement === 'string') return countOf(await gathering(client).query(statement, [...values]))
  const result = await gathering(client).query(named(session, statement.name, statement.postgres, values))
  return statement.returns ? (result.rows as readonly ResultRow[]) : countOf(result)
}

async function runCall(session: Session, call: Call): Promise<void> {
  const { client } = session
  const { statement, steps } = call
  const [only] = steps
  if (only && steps.length === 1) {
    return advance(only.unit, await runStep(session, { statement, values: only.values }))
  }
  const merged = mergedOf(statement)
  const result: QueryResult<{ ordinal: bigint }> = await gathering(client).query(
    named(session, `${statement.name}_merged`, merged.postgres, arraysOf(merged, steps)),
  )
  const all =
    merged.reports === 'none' ? steps.map((_, index) => index + 1) : result.rows.map(row => Number(row.ordinal))
  settleCall(call, new Set(all))
}

function mergedOf(statement: Statement<unknown>): NonNullable<Statement['merged']> {
  if (!statement.merged) throw new TypeError(`${statement.name} has no merged form`)
  return statement.merged
}

/** Prepared under its name, but for a pooler, which gives the next transaction another server. */
function named({ place }: Session, name: string, text: string, values: readonly unknown[]): QueryConfig {
  return { ...(place.isPooled ? {} : { name }), text, values: [...values] }
}

function countOf(result: QueryResult): number {
  return result.rowCount ?? 0
}

/** Waits for all, then throws the first failure: in a pipeline the statements after it only fail because of it. */
async function allOf(running: readonly (Promise<unknown> | undefined)[]): Promise<void> {
  for (const end of await Promise.allSettled(running)) {
    if (end.status === 'rejected') throw end.reason
  }
}

function textOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause)
}
