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

/** Ids for one node. A clock that steps back is waited out by staying on the latest millisecond. */
export function createIds(clock: Clock, node: number): Ids {
  let lastMs = 0
  let sequence = 0
  return {
    next() {
      const nowMs = clock.now()
      if (nowMs > lastMs) {
        lastMs = nowMs
        sequence = 0
      } else if (sequence === sequenceMax) {
        lastMs += 1
        sequence = 0
      } else sequence += 1
      return (BigInt(lastMs - epochMs) << (sequenceBits + nodeBits)) | (BigInt(node) << sequenceBits) | BigInt(sequence)
    },
  }
}

/** When an id was made, epoch ms: exact unless more were made than a millisecond holds. */
export function idTimeMs(id: bigint): number {
  return Number(id >> (sequenceBits + nodeBits)) + epochMs
}

/** Below every id that is made at the instant or later. */
export function idFloor(atMs: number): bigint {
  return BigInt(Math.max(0, atMs - epochMs)) << (sequenceBits + nodeBits)
}
