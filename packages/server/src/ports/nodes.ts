// The processes that share a record. Each has a number, which its ids carry, and says every few seconds that it is there.
import type { Write } from './write.ts'

/** What a process says of itself. */
export interface NodeFacts {
  /** Host name and port, for people. */
  readonly name: string
  readonly version: string
  /** What it does: `api`, `gateway`, `worker`. */
  readonly roles: readonly string[]
  /** Long connections that it holds. */
  readonly connections: number
  /** Whether it hears the others by the bus: `alone`, `connected` or `cut-off`. */
  readonly bus: string
}

/** A process as the record has it. */
export interface NodeRecord extends NodeFacts {
  /** 0 to 1023. */
  readonly number: number
  /** Counts the processes that had this number. */
  readonly epoch: number
  readonly startedAtMs: number
  readonly seenAtMs: number
  /** When it said that it stops; undefined while it runs, or where it died. */
  readonly leftAtMs: number | undefined
}

/** How many numbers there are: ten bits of each id (base/ids.ts). */
export const nodeNumbers = 1_024

/** A number as a process took it. */
export interface HeldNumber {
  readonly number: number
  readonly epoch: number
  readonly takenAtMs: number
}

/** The table. */
export interface NodeTable {
  /**
   * Takes the number that was used longest ago, of those that were not seen since `goneBeforeMs`; undefined where there is none, or
   * where somebody else took it at this moment: then ask again. An embedded record's only process has number 0.
   */
  take(
    facts: Pick<NodeFacts, 'name' | 'version' | 'roles'>,
    nowMs: number,
    goneBeforeMs: number,
  ): Write<HeldNumber | undefined>
  /** Notes that the process is there; false where the number was given to another one since. */
  seen(number: number, epoch: number, facts: NodeFacts, nowMs: number): Write<boolean>
  /** Notes that it stops. */
  left(number: number, epoch: number, nowMs: number): Write
  /** Those seen after the instant, in order of number. */
  seenAfter(sinceMs: number): Promise<readonly NodeRecord[]>
  /** The oldest step of the schema whose programs may work with the record: a newer program may have raised it (F113). */
  schemaFloor(): Promise<number>
}

/** How often a process says that it is there, ms; one that was not heard for three times as long is taken to be gone. */
export const nodeSeenEveryMs = 5_000
export const nodeGoneAfterMs = 15_000

/** Who is there, remembered: asked on hot paths. */
export interface Roster {
  /** This process's number. */
  readonly self: number
  /** The processes that are there now, this one included. */
  present(): readonly NodeRecord[]
  isPresent(number: number): boolean
  /** How many of them have a role; at least 1. */
  countOf(role: 'api' | 'gateway' | 'worker'): number
  /** False where this process could not say for so long that it is there that the others take it to be gone. */
  isCounted(): boolean
}
