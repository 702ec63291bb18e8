// What all phones of the shelf are now: kept in the tab's storage, so that phones survive a reload as real ones do. Knows no app and no vendor.

import { pause } from '../../parts/pause.ts'
import { type Handset, type LogLine, newHandset, noted, restored } from './handset.ts'
import type { Maker } from './makers.ts'

type Source = Maker['source']

const stateKey = 'phones'
/** Longest wait for something on a phone, ms. */
const waitMs = 20_000

/** Something that was waited for did not come in time. */
export class TookTooLong extends Error {
  override readonly name = 'TookTooLong'
  readonly who: 'phone' | 'server'

  constructor(who: 'phone' | 'server') {
    super(`the ${who} took too long`)
    this.who = who
  }
}

/** See the head of the file. */
export class PhoneMemory {
  readonly #storage: Storage
  readonly #now: () => number
  readonly #listeners = new Set<() => void>()
  #handsets: ReadonlyMap<Source, Handset>
  #position: number

  /** `position` counts where the tab's storage has none yet. */
  constructor(storage: Storage, now: () => number, makers: readonly Maker[], position: number) {
    this.#storage = storage
    this.#now = now
    this.#handsets = new Map(makers.map(({ source }) => [source, keptIn(storage, source) ?? newHandset(source)]))
    this.#position = Number(storage.getItem(`${stateKey}.position`) ?? position)
  }

  /** Of the latest push that was brought to these phones. */
  get position(): number {
    return this.#position
  }

  set position(position: number) {
    this.#position = position
    this.#storage.setItem(`${stateKey}.position`, String(position))
  }

  /** All phones. */
  get all(): readonly Handset[] {
    return [...this.#handsets.values()]
  }

  /** The present phone; the same object until it changes. */
  handset(source: Source): Handset {
    return this.#handsets.get(source) ?? newHandset(source)
  }

  /** Calls `run` after each change; returns how to stop. */
  readonly listen = (run: () => void): (() => void) => {
    this.#listeners.add(run)
    return () => this.#listeners.delete(run)
  }

  /** Makes another phone of it. */
  change(source: Source, change: (phone: Handset, now: number) => Handset): void {
    const before = this.handset(source)
    const after = change(before, this.#now())
    if (after === before) return
    this.#handsets = new Map(this.#handsets).set(source, after)
    this.#storage.setItem(`${stateKey}.${source}`, JSON.stringify(after))
    this.tell()
  }

  /** Adds a line to a phone's log. */
  note(source: Source, from: LogLine['from'], name: string, detail?: string): void {
    this.change(source, (phone, now) => noted(phone, now, from, name, detail))
  }

  /** Tells who listens. */
  tell(): void {
    for (const run of [...this.#listeners]) run()
  }

  /** Resolves with what `find` finds, now or after some change; rejects after {@link waitMs}. */
  until<T>(find: () => T | undefined): Promise<T> {
    const found = find()
    if (found !== undefined) return Promise.resolve(found)
    const over = new AbortController()
    return new Promise((resolve, reject) => {
      const stop = this.listen(() => {
        const later = find()
        if (later === undefined) return
        over.abort()
        stop()
        resolve(later)
      })
      void pause(waitMs, over.signal).then(() => {
        if (over.signal.aborted) return
        stop()
        reject(new TookTooLong('phone'))
      })
    })
  }
}

/** Nothing where another version of the console left something else. */
function keptIn(storage: Storage, source: Source): Handset | undefined {
  try {
    const kept = JSON.parse(storage.getItem(`${stateKey}.${source}`) ?? 'null') as Partial<Handset> | null
    return kept?.source === source ? restored({ ...newHandset(source), ...kept }) : undefined
  } catch {
    return undefined
  }
}
