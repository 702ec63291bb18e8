// The inbox: entries of the timeline on their way to the app, in order, each once.
//
//   frame → fresh entries (above the position that was received) → units, no message twice → the app's listeners → the shelf → ack
//
// A unit is what one event tells: a run of messages of one conversation, or one other entry. The cursor is kept after the listeners of
// a unit have run and before the next unit begins. So a program that dies between units repeats nothing, and one that dies while
// listeners run, or before the shelf has the cursor, hears this one unit again after its next start: never anything else, and nothing
// is lost. The server is told (cumulatively) only of what the shelf has.
import type { Entry, ServerFrame } from '@posthouse/protocol/frames'

type EntriesFrame = Extract<ServerFrame, { t: 'entries' }>

/** What one event tells. */
export interface Unit {
  readonly entries: readonly Entry[]
  readonly isCatchUp: boolean
}

/** What the inbox needs. */
export interface InboxPorts {
  /** Gives a unit to the app. */
  give(unit: Unit): void
  /** A frame was given whole. */
  frameGiven(frame: EntriesFrame): void
  /** Keeps the cursor. */
  keep(position: number): Promise<void>
  ack(position: number): void
  /** A listener or the shelf failed; the inbox goes on. */
  failed(what: 'listener' | 'shelf', cause: unknown): void
}

interface Step {
  readonly unit: Unit | undefined
  readonly position: number
  readonly frame: EntriesFrame | undefined
}

/** Most steps that wait for slow listeners or a slow shelf. */
export const waitingStepsMax = 10_000
const stepsPerAck = 100
const rememberedIdsMax = 1_000

/** See the head of the file. */
export class Inbox {
  readonly #ports: InboxPorts
  #steps: Step[] = []
  #running: Promise<void> | undefined
  #received = 0
  #given = 0
  #user = ''
  readonly #seen = new Set<string>()

  constructor(ports: InboxPorts) {
    this.#ports = ports
  }

  /** The last position that the shelf has. */
  get position(): number {
    return this.#given
  }

  /** The server sends `user` what comes after this position. Another user's messages are new to this one, whoever was here before. */
  begin(position: number, user: string): void {
    if (user !== this.#user) this.#seen.clear()
    this.#user = user
    this.#received = position
    this.#given = position
  }

  /** Takes a frame; false when too much waits already: the connection is then to be made again. */
  take(frame: EntriesFrame): boolean {
    const units = unitsOf(
      frame.entries.filter(entry => this.#isFresh(entry)),
      frame.isCatchUp === true,
    )
    if (this.#steps.length + units.length >= waitingStepsMax) return false
    for (const unit of units) this.#steps.push({ unit, position: lastPosition(unit), frame: undefined })
    this.#received = Math.max(this.#received, frame.position)
    this.#steps.push({ unit: undefined, position: this.#received, frame })
    this.#running ??= this.#run()
    return true
  }

  /** Forgets what waits (it comes again after the next login); resolves when the unit that is being given is done. */
  async drop(): Promise<void> {
    this.#steps = []
    await this.#running
  }

  #isFresh(entry: Entry): boolean {
    if (entry.position <= this.#received) return false
    this.#received = entry.position
    return true
  }

  /** A message that was given before, at another position: a server that was set back may tell it again. */
  #wasGiven(entry: Entry): boolean {
    if (entry.kind !== 'message') return false
    const { id } = entry.message
    if (this.#seen.has(id)) return true
    this.#seen.add(id)
    const [oldest] = this.#seen
    if (this.#seen.size > rememberedIdsMax && oldest !== undefined) this.#seen.delete(oldest)
    return false
  }

  async #run(): Promise<void> {
    // What the caller does next, such as registering listeners after a login, comes before the first event.
    await undefined
    let unacknowledged = 0
    for (let step = this.#steps.shift(); step; step = this.#steps.shift()) {
      await this.#take(step)
      unacknowledged += 1
      if (unacknowledged < stepsPerAck && this.#steps.length > 0) continue
      this.#ports.ack(this.#given)
      unacknowledged = 0
    }
    this.#running = undefined
  }

  async #take({ unit, position, frame }: Step): Promise<void> {
    this.#guarded(() => {
      const entries = unit?.entries.filter(entry => !this.#wasGiven(entry)) ?? []
      if (unit && entries.length > 0) this.#ports.give({ ...unit, entries })
      if (frame) this.#ports.frameGiven(frame)
    })
    if (position <= this.#given) return
    try {
      await this.#ports.keep(position)
    } catch (cause) {
      // Without a shelf the server's own memory of acks is what is left.
      this.#ports.failed('shelf', cause)
    }
    this.#given = position
  }

  #guarded(run: () => void): void {
    try {
      run()
    } catch (cause) {
      this.#ports.failed('listener', cause)
    }
  }
}

function unitsOf(entries: readonly Entry[], isCatchUp: boolean): readonly Unit[] {
  const runs: Entry[][] = []
  for (const entry of entries) {
    const run = runs[runs.length - 1]
    const before = run?.[0]
    if (run && before && isSameConversation(before, entry)) run.push(entry)
    else runs.push([entry])
  }
  return runs.map(run => ({ entries: run, isCatchUp }))
}

function isSameConversation(a: Entry, b: Entry): boolean {
  if (a.kind !== 'message' || b.kind !== 'message') return false
  const [one, other] = [a.message, b.message]
  if (one.conversationType !== other.conversationType) return false
  const isSameWay = one.to === other.to && (one.from === other.from || one.conversationType === 2)
  return isSameWay || (one.conversationType === 0 && one.to === other.from && one.from === other.to)
}

function lastPosition({ entries }: Unit): number {
  return entries[entries.length - 1]?.position ?? 0
}
