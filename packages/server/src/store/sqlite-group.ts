// A group of units as one message to the writer thread and back. Only the numbers and values of a group are copied: the texts of
// named statements go over once.
import { StoreError } from '../ports/store.ts'
import type { UnitEnd } from './group-commit.ts'
import {
  composedIndex,
  type Definition,
  type GroupRequest,
  type RawResult,
  type WriterReply,
} from './sqlite-protocol.ts'
import type { Statement, Value } from './statement.ts'
import { type ResultRow, type StepResult, skipAfter, type Unit } from './write.ts'

/** Writes groups for one writer thread, which it tells each named statement once. */
export class GroupEncoder {
  readonly #known = new Map<Statement<unknown>, number>()

  encode(units: readonly Unit[]): GroupRequest {
    const definitions: Definition[] = []
    const code: number[] = []
    const values: Value[] = []
    for (const unit of units) {
      const steps = stepCount(unit)
      code.push(steps)
      for (const [writeIndex, write] of unit.writes.entries()) {
        for (const [stepIndex, step] of write.steps.entries()) {
          const index = this.#indexOf(step.statement, definitions)
          if (typeof step.statement === 'string') values.push(step.statement)
          code.push(index, skipAfter(unit, steps, writeIndex, stepIndex), step.values.length)
          for (const value of step.values) values.push(value)
        }
      }
    }
    return { kind: 'group', definitions, code: Int32Array.from(code), values }
  }

  #indexOf(statement: Statement<unknown> | string, definitions: Definition[]): number {
    if (typeof statement === 'string') return composedIndex
    const known = this.#known.get(statement)
    if (known !== undefined) return known
    const index = this.#known.size
    this.#known.set(statement, index)
    definitions.push({ index, sql: statement.sqlite, returns: statement.returns !== undefined })
    return index
  }
}

/** The ends of a group's units from the writer's answer. */
export function decodeGroup(
  units: readonly Unit[],
  reply: Extract<WriterReply, { kind: 'committed' }>,
): readonly UnitEnd[] {
  const refused = new Map(reply.refused.map(({ unit, message }) => [unit, message]))
  let position = 0
  return units.map((unit, index) => {
    const results: StepResult[] = []
    for (const write of unit.writes) {
      for (const { statement } of write.steps) {
        results.push(resultOf(statement, reply.results[position]))
        position += 1
      }
    }
    const message = refused.get(index)
    return message === undefined ? results : new StoreError('conflict', message)
  })
}

function stepCount({ writes }: Unit): number {
  let count = 0
  for (const write of writes) count += write.steps.length
  return count
}

function resultOf(statement: Statement<unknown> | string, raw: RawResult | undefined): StepResult {
  if (raw === undefined || typeof raw === 'number') return raw ?? 0
  const columns = typeof statement === 'string' ? [] : (statement.returns ?? [])
  return raw.map(row => rowOf(columns, row))
}

function rowOf(columns: readonly string[], values: readonly Value[]): ResultRow {
  const row: Record<string, Value> = {}
  for (let index = 0; index < columns.length; index += 1) row[columns[index] ?? ''] = values[index] ?? null
  return row
}
