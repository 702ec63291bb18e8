// What a step of the schema is, and how it is spelt for either engine.

/** One step. It never changes once it was released. */
export interface Migration {
  /** 1, 2, … without a gap. */
  readonly number: number
  readonly name: string
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
