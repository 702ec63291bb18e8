// What a step of the schema is, and how it is spelt for either engine.

/** One step. It never changes once it was released. */
export interface Migration {
  /** 1, 2, … without a gap. */
  readonly number: number
  readonly name: string
  /**
   * The oldest step whose programs can go on working beside those of this one (F113): without it the step before, which holds for steps
   * that only add what older programs do not touch. A step that breaks them names itself.
   */
  readonly worksWith?: number
  /** In order. */
  statements(columns: Columns): readonly string[]
}

/** How an engine spells what the steps are made of. */
export interface Columns {
  readonly engine: 'sqlite' | 'postgres'
  readonly int: string
  readonly text: string
  readonly bytes: string
  /** After the parentheses of a table. */
  readonly table: string
  /** After those of a table that lies in the order of its primary key where the engine can do that. */
  readonly keyed: string
}

/** Why a program that knows steps up to `known` refuses a record; undefined where it may work with it. */
export function refusalOfSchema(known: number, latest: number, floor: number): string | undefined {
  if (known >= floor) return undefined
  return `the database is at schema ${latest}, which needs a program that knows ${floor}; this one knows up to ${known}: start a newer Posthouse`
}
