// Work as data: what a table's function returns and a commit carries out. Knows neither engine nor table.
import type { Write } from '../ports/store.ts'
import type { Statement, Value } from './statement.ts'

/** One statement with its parameters: a named one, or the text that the query builder composed for this engine. */
export interface Step {
  readonly statement: Statement<unknown> | string
  readonly values: readonly Value[]
}

/** A row by column. Integers are `bigint`. */
export type ResultRow = Readonly<Record<string, Value>>

/** What a step did: how many rows it changed, or the rows that it returned. A step that was skipped changed 0. */
export type StepResult = number | readonly ResultRow[]

/** A write from the inside. */
export interface PreparedWrite<R = unknown> extends Write<R> {
  readonly steps: readonly Step[]
  /** Whether the other steps are skipped when the first changes nothing. */
  readonly isGuarded: boolean
  /** Reads the report from the results of all steps of a unit; this write's own begin at `first`. */
  read(results: readonly StepResult[], first: number): R
}

/** Writes that belong together: all of them happen, or none. */
export interface Unit {
  readonly writes: readonly PreparedWrite[]
  /** Whether everything else is skipped when the first step changes nothing. */
  readonly isFenced: boolean
}

/** A write of one step that reports nothing. */
export function write(statement: Step['statement'], values: readonly Value[]): Write {
  return prepared([{ statement, values }], reportNothing)
}

/** A write of one step that reports whether it changed anything; usable as a fence. */
export function writeIfAny(statement: Step['statement'], values: readonly Value[]): Write<boolean> {
  return prepared([{ statement, values }], reportChanged)
}

/** A write of one step that reports how many rows it changed. */
export function writeCount(statement: Step['statement'], values: readonly Value[]): Write<number> {
  return prepared([{ statement, values }], (results, first) => changes(results[first]))
}

/** Several steps in order; reports how many rows they changed together. */
export function writeTotal(steps: readonly Step[]): Write<number> {
  return prepared(steps, (results, first) =>
    results.slice(first, first + steps.length).reduce<number>((total, result) => total + changes(result), 0),
  )
}

/** A write that returns rows. */
export function writeReturning<Row, R>(
  statement: Statement<Row>,
  values: readonly Value[],
  map: (rows: readonly Row[]) => R,
): Write<R> {
  return prepared([{ statement, values }], (results, first) => map(returned<Row>(results[first])))
}

/** Several steps in order, some of which return rows: all of them, in order of the steps. */
export function writeReturningAll<Row, R>(steps: readonly Step[], map: (rows: readonly Row[]) => R): Write<R> {
  return prepared(steps, (results, first) =>
    map(results.slice(first, first + steps.length).flatMap(result => returned<Row>(result))),
  )
}

/** Several steps in order; reports nothing. */
export function writeAll(steps: readonly Step[]): Write {
  return prepared(steps, reportNothing)
}

/** Several steps, of which the first decides: where it changes nothing, the others are skipped and the report is false. */
export function writeGuarded(steps: readonly Step[]): Write<boolean> {
  const guarded: PreparedWrite<boolean> = { steps, isGuarded: true, read: reportChanged }
  return guarded
}

/** The inside of a write that one of these functions made. */
export function insideOf<R>(write: Write<R>): PreparedWrite<R> {
  if (!('steps' in write)) throw new TypeError('a write that no table of this store made')
  return write as PreparedWrite<R>
}

/**
 * How many steps after a step are skipped when it changes nothing: the rest of the unit after a fence, the rest of its write
 * after a guard.
 */
export function skipAfter(unit: Unit, stepCount: number, writeIndex: number, stepIndex: number): number {
  if (stepIndex !== 0) return 0
  if (writeIndex === 0 && unit.isFenced) return stepCount - 1
  const own = unit.writes[writeIndex]
  return own?.isGuarded ? own.steps.length - 1 : 0
}

/** How many rows a step changed; rows that it returned count. */
export function changes(result: StepResult | undefined): number {
  if (result === undefined) return 0
  return typeof result === 'number' ? result : result.length
}

function prepared<R>(steps: readonly Step[], read: PreparedWrite<R>['read']): PreparedWrite<R> {
  return { steps, isGuarded: false, read }
}

function returned<Row>(result: StepResult | undefined): readonly Row[] {
  return (typeof result === 'object' ? result : []) as readonly Row[]
}

function reportNothing(): void {}

function reportChanged(results: readonly StepResult[], first: number): boolean {
  return changes(results[first]) > 0
}
