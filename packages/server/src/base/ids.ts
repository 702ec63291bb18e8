// 63-bit ids that grow with time: 41 bits of milliseconds, 10 bits of node, 12 bits of sequence. They sort by time, so rows that
// are written together lie together, and they are 18 digits long like the ids of seed 002.
import type { Clock } from './clock.ts'

/** Makes ids. */
export interface Ids {
  /** The next id; unique within the node and never smaller than an earlier one. */
  next(): bigint
}

const epochMs = Date.UTC(2020, 0, 1)
const sequenceBits = 12n
const nodeBits = 10n
const sequenceMax = (1 << Number(sequenceBits)) - 1

/** For how long a node's number is its own. Instants are those of its own clock, which the ids carry. */
export interface NumberLease {
  /** When it took the number, epoch ms. */
  readonly fromMs: number
  /** Until when nobody else can take it, as far as is known now; epoch ms. */
  untilMs(): number
  /** What is thrown when that is over. */
  refusal(): Error
}

/**
 * Ids for one node. A clock that steps back is waited out by staying on the latest millisecond. Under a lease no id carries an instant
 * outside of it: who takes the number next begins after its end, so that two never make the same id, whatever their clocks do.
 */
export function createIds(clock: Clock, node: number, lease: NumberLease = forever): Ids {
  let lastMs = lease.fromMs
  let sequence = 0
  return {
    next() {
      const nowMs = clock.now()
      const isFull = sequence === sequenceMax
      const atMs = nowMs > lastMs ? nowMs : isFull ? lastMs + 1 : lastMs
      if (atMs >= lease.untilMs()) throw lease.refusal()
      sequence = atMs > lastMs ? 0 : sequence + 1
      lastMs = atMs
      return (BigInt(lastMs - epochMs) << (sequenceBits + nodeBits)) | (BigInt(node) << sequenceBits) | BigInt(sequence)
    },
  }
}

const forever: NumberLease = {
  fromMs: 0,
  untilMs: () => Number.POSITIVE_INFINITY,
  refusal: () => new Error('a lease without an end is over'),
}

/** When an id was made, epoch ms: exact unless more were made than a millisecond holds. */
export function idTimeMs(id: bigint): number {
  return Number(id >> (sequenceBits + nodeBits)) + epochMs
}

/** Below every id that is made at the instant or later. */
export function idFloor(atMs: number): bigint {
  return BigInt(Math.max(0, atMs - epochMs)) << (sequenceBits + nodeBits)
}
