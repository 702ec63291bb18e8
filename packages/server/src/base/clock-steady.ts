// A wall clock that goes on evenly where the machine's is set (F103, I19). What the machine's clock gains or loses at one stroke is held
// back for ten minutes, in which somebody can put it right, and taken over then: a machine that was wrong all the time must be believed in
// the end. Small corrections, smears and the machine's own sleep are followed at once. Writes no log: whoever watches asks.
//
//   in step ──5 s away or more──▶ held ──back again──▶ in step
//                                   └──ten minutes at the same distance──▶ in step with what the machine says

/** What a machine tells of time, ms. */
export interface MachineTime {
  /** Since the epoch, as it was set; whole ms. */
  readonly wall: () => number
  /** Never jumps; may stand still while the machine sleeps. */
  readonly monotonic: () => number
  /** Since the machine was started, its sleep included; to a second at least. */
  readonly uptime: () => number
}

/** What is a jump and no correction: more than time services put right at one stroke when all is well, and less than every lease. */
export const jumpMsMin = 5_000
/** For how long a jump is held back: a page is read and a clock is set in ten minutes. */
export const heldMsMax = 600_000
/** A reading that took longer says nothing about how the two clocks differ: the process stood still in the middle of it. */
const readingMsMax = 1_000

/** See the head of the file. */
export class SteadyWall {
  readonly #machine: MachineTime
  /** What was told last, and when by the monotonic clock. */
  #wallMs: number
  #atMs: number
  #sleptMs: number
  #held: { readonly offMs: number; readonly sinceMs: number } | undefined

  constructor(machine: MachineTime) {
    this.#machine = machine
    this.#wallMs = machine.wall()
    this.#atMs = machine.monotonic()
    this.#sleptMs = machine.uptime() - this.#atMs
  }

  /** Whole ms since the epoch. Never goes ahead or back by {@link jumpMsMin} or more from one moment to the next, but after a hold. */
  now(): number {
    const wallMs = this.#machine.wall()
    const atMs = this.#machine.monotonic()
    if (Math.abs(wallMs - this.#counted(atMs)) < jumpMsMin) return this.#follow(wallMs, atMs)
    return this.#judge()
  }

  /** By how much the machine's clock is ahead of {@link now} while that is held back, ms; below 0 where it is behind, 0 in step. */
  offMs(): number {
    this.now()
    return this.#held?.offMs ?? 0
  }

  /** The clocks disagree: looks more closely, and decides which one to believe. */
  #judge(): number {
    const beforeMs = this.#machine.monotonic()
    const wallMs = this.#machine.wall()
    const atMs = this.#machine.monotonic()
    if (atMs - beforeMs > readingMsMax) return this.#counted(atMs)
    if (!this.#held) this.#countSleep(atMs)
    const offMs = wallMs - this.#counted(atMs)
    if (Math.abs(offMs) < jumpMsMin) return this.#follow(wallMs, atMs)
    const isSame = this.#held !== undefined && Math.abs(offMs - this.#held.offMs) < jumpMsMin
    if (!this.#held || !isSame) this.#held = { offMs, sinceMs: atMs }
    return atMs - this.#held.sinceMs >= heldMsMax ? this.#follow(wallMs, atMs) : this.#counted(atMs)
  }

  #follow(wallMs: number, atMs: number): number {
    this.#wallMs = wallMs
    this.#atMs = atMs
    this.#held = undefined
    return wallMs
  }

  #counted(atMs: number): number {
    return Math.floor(this.#wallMs + atMs - this.#atMs)
  }

  /** Where the monotonic clock stood still in its sleep, the machine's wall clock did not jump. */
  #countSleep(atMs: number): void {
    const sleptMs = this.#machine.uptime() - atMs
    if (sleptMs - this.#sleptMs >= jumpMsMin) this.#wallMs += sleptMs - this.#sleptMs
    this.#sleptMs = sleptMs
  }
}
