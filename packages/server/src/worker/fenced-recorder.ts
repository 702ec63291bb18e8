// Records ended work in batches: what ends while one commit is under way goes into the next. One commit at a time, so the store's
// group commit sees few large units instead of many small ones. Knows nothing of what it records.
import { causeOf, type Log } from '../base/log.ts'
import type { FencedWrites, Store } from '../ports/store.ts'

/** Who waits for a record. `held` is false when the lease had passed on, or the commit failed; the lease's end sorts it out. */
export interface RecordOwner {
  recorded(held: boolean): void
}

/** Units of one commit at most. */
const batchMax = 256

/** See the head of the file. Its owner waits for {@link FencedRecorder.drained} before closing the store. */
export class FencedRecorder {
  readonly #store: Pick<Store, 'commitFenced'>
  readonly #log: Log
  #units: FencedWrites[] = []
  #owners: RecordOwner[] = []
  #flushing: Promise<void> | undefined

  constructor(store: Pick<Store, 'commitFenced'>, log: Log) {
    this.#store = store
    this.#log = log
  }

  /** Adds a unit; how many wait is bounded by what its owners may hold. */
  add(unit: FencedWrites, owner: RecordOwner): void {
    this.#units.push(unit)
    this.#owners.push(owner)
    this.#flushing ??= this.#flush()
  }

  /** Resolves once nothing waits to be recorded. */
  async drained(): Promise<void> {
    await this.#flushing
  }

  async #flush(): Promise<void> {
    // One turn later, so that what ends in the same turn shares the first commit too.
    await Promise.resolve()
    while (this.#units.length > 0) {
      const units = this.#units.splice(0, batchMax)
      const owners = this.#owners.splice(0, batchMax)
      const held = await this.#commit(units)
      for (const [index, owner] of owners.entries()) owner.recorded(held?.[index] ?? false)
    }
    this.#flushing = undefined
  }

  async #commit(units: readonly FencedWrites[]): Promise<readonly boolean[] | undefined> {
    try {
      return await this.#store.commitFenced(units)
    } catch (error) {
      // Nothing is lost: the rows stay leased and come back when the lease ends.
      this.#log.error('callback.record_failed', { units: units.length, ...causeOf(error) })
      return undefined
    }
  }
}
