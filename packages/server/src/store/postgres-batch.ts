// Merging: the same named statement of many units becomes one statement over arrays, so that a group costs few round trips.
//
// Rounds: each round takes from every unit its next steps as far as they are one statement and nothing decides about them; equal
// statements of all units are one call. What a call reports moves the units on. Within a unit the order is kept; between units
// it is not, which is why only statements whose rows do not touch each other have a merged form (statement.ts), and a unit with
// any other step is not merged at all. What is hot comes last, out of all units, and sorted: whoever held such a row through other
// steps, or took two of them in another order, would make a deadlock with other processes, and all of them wait for its end. Pure: the
// caller runs the calls.
import type { Statement, Value } from './statement.ts'
import { type StepResult, skipAfter, type Unit } from './write.ts'

/** One step of a unit in a flat list. */
export interface FlatStep {
  readonly statement: Statement<unknown> | string
  readonly values: readonly Value[]
  /** How many steps after it are skipped when it changes nothing. */
  readonly skip: number
}

/** A statement for one or many steps. */
export interface Call {
  readonly statement: Statement<unknown>
  readonly steps: readonly { readonly unit: MergedUnit; readonly values: readonly Value[] }[]
}

/** A unit on its way through the rounds. */
export interface MergedUnit {
  readonly steps: readonly FlatStep[]
  /** One per step that is behind it. */
  readonly results: StepResult[]
}

/** A unit's steps in order. */
export function flatSteps(unit: Unit): readonly FlatStep[] {
  const count = unit.writes.reduce((sum, write) => sum + write.steps.length, 0)
  return unit.writes.flatMap((write, writeIndex) =>
    write.steps.map(({ statement, values }, stepIndex) => ({
      statement,
      values,
      skip: skipAfter(unit, count, writeIndex, stepIndex),
    })),
  )
}

/** Whether every step of a unit has a merged form. */
export function isMergeable(steps: readonly FlatStep[]): boolean {
  return steps.every(({ statement }) => typeof statement !== 'string' && statement.merged !== undefined)
}

/** The apps whose timelines a group moves, each once, in one order for all groups. */
export function movedTimelines(units: readonly MergedUnit[]): readonly number[] {
  const apps = new Set<number>()
  for (const { steps } of units)
    for (const { statement, values } of steps)
      if (typeof statement !== 'string' && statement.movesTimeline) apps.add(Number(values[0]))
  return [...apps].sort((one, other) => one - other)
}

/** A hot step that was put off: a unit of its own, and the place in another's results that its result belongs to. */
export interface PutOff {
  readonly alone: MergedUnit & { readonly steps: readonly [HotStep] }
  readonly unit: MergedUnit
  readonly place: number
}

type HotStep = FlatStep & { readonly statement: Statement<unknown> }

/** Moves a unit past the hot steps that it has come to, as far as nothing hangs on them. Until they ran their results are 0. */
export function putOffHot(unit: MergedUnit, late: PutOff[]): void {
  for (let place = unit.results.length; ; place += 1) {
    const step = unit.steps[place]
    if (!step || !isPutOff(step)) return
    late.push({ alone: { steps: [step], results: [] }, unit, place })
    unit.results.push(0)
  }
}

/** Whether a step is hot, and nothing hangs on it. */
export function isPutOff(step: FlatStep): step is HotStep {
  return isHot(step) && step.skip === 0
}

/** Whether a unit begins with a step that may run before those of other units. */
export function isClaiming({ steps: [first] }: MergedUnit): boolean {
  return first !== undefined && typeof first.statement !== 'string' && first.statement.isClaim
}

/** A unit's next steps up to the first on which others hang, or to its end. */
export function nextStretch({ steps, results }: MergedUnit): readonly FlatStep[] {
  const decides = steps.findIndex(({ skip }, index) => index >= results.length && skip > 0)
  return steps.slice(results.length, decides < 0 ? undefined : decides + 1)
}

/** The calls of what was put off, in one order for all processes (F40). */
export function lateCalls(late: readonly PutOff[]): readonly Call[] {
  const sorted = late.map(({ alone }) => alone).toSorted((one, other) => inOrder(one.steps[0], other.steps[0]))
  return [...Map.groupBy(sorted, ({ steps: [step] }) => step.statement)].flatMap(([statement, units]) =>
    statement.merged?.keyLength === 0
      ? nextCalls(units)
      : units.map(unit => ({ statement, steps: [{ unit, values: unit.steps[0].values }] })),
  )
}

/** Gives the results of what was put off to the units that it belongs to. */
export function settleLate(late: readonly PutOff[]): void {
  for (const { alone, unit, place } of late) unit.results[place] = alone.results[0] ?? 0
}

function isHot(step: FlatStep): step is HotStep {
  return typeof step.statement !== 'string' && step.statement.hotKeyLength > 0
}

/** By the statement's name and then by the row's; what is of one row stays in its order. */
function inOrder(one: HotStep, other: HotStep): number {
  if (one.statement !== other.statement) return one.statement.name < other.statement.name ? -1 : 1
  for (let at = 0; at < one.statement.hotKeyLength; at += 1) {
    const [first, second] = [one.values[at] ?? '', other.values[at] ?? '']
    if (first !== second) return first < second ? -1 : 1
  }
  return 0
}

/** The calls of the next round; none when every unit is through. */
export function nextCalls(units: readonly MergedUnit[]): readonly Call[] {
  const calls = new Map<Statement<unknown>, Bucket>()
  for (const unit of units) {
    const statement = unit.steps[unit.results.length]?.statement
    if (statement === undefined || typeof statement === 'string') continue
    const bucket = calls.get(statement) ?? { statement, steps: [], keys: new Set() }
    calls.set(statement, bucket)
    fill(bucket, unit)
  }
  return [...calls.values()].filter(({ steps }) => steps.length > 0)
}

interface Bucket {
  readonly statement: Statement<unknown>
  readonly steps: { readonly unit: MergedUnit; readonly values: readonly Value[] }[]
  readonly keys: Set<string>
}

function fill(bucket: Bucket, unit: MergedUnit): void {
  for (let index = unit.results.length; ; index += 1) {
    const step = unit.steps[index]
    if (!step || step.statement !== bucket.statement || !reserve(bucket, step.values)) return
    bucket.steps.push({ unit, values: step.values })
    if (step.skip > 0) return
  }
}

/** False where a step on the same row is in the call already: it waits for the next round. */
function reserve({ statement, keys }: Bucket, values: readonly Value[]): boolean {
  const length = statement.merged?.keyLength ?? 0
  if (length === 0) return true
  const key = values.slice(0, length).map(String).join('\n')
  if (keys.has(key)) return false
  keys.add(key)
  return true
}

/** One array per parameter. */
export function transposed(steps: Call['steps']): readonly (readonly Value[])[] {
  const width = steps[0]?.values.length ?? 0
  return Array.from({ length: width }, (_, column) => steps.map(({ values }) => values[column] ?? null))
}

/** Moves a call's units on: `changed` holds the ordinals (1, 2, …) of the steps that changed something. */
export function settleCall(call: Call, changed: ReadonlySet<number>): void {
  for (const [index, { unit }] of call.steps.entries()) advance(unit, changed.has(index + 1) ? 1 : 0)
}

/** Notes a step's result, and skips what hangs on it. */
export function advance(unit: MergedUnit, result: StepResult): void {
  const { skip } = unit.steps[unit.results.length] ?? { skip: 0 }
  unit.results.push(result)
  const changed = typeof result === 'number' ? result : result.length
  if (changed === 0) for (let skipped = 0; skipped < skip; skipped += 1) unit.results.push(0)
}
