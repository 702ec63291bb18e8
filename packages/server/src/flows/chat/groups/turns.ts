// One change of a group at a time within this process. What holds between processes is the fence of each change; this only keeps a
// crowd that joins at once from losing to itself again and again.
import type { AppId } from '@posthouse/protocol'
import { Refusal } from '../../../domain/chat/refusal.ts'

/** Groups share so many lanes. */
const lanesMax = 64
/** Most changes that wait in one lane; beyond, they are refused. */
export const waitingChangesMax = 4_096

/** Whose turn it is. */
export interface GroupTurns {
  /** Runs when every earlier run for the group has ended. Throws `too-often` when too many wait. */
  take<T>(appId: AppId, groupId: string, run: () => Promise<T>): Promise<T>
}

/** Turns of one process. */
export function createGroupTurns(): GroupTurns {
  const lanes = Array.from({ length: lanesMax }, () => ({ last: Promise.resolve(), waiting: 0 }))
  return {
    async take(appId, groupId, run) {
      const lane = lanes[laneOf(appId, groupId)]
      if (!lane || lane.waiting >= waitingChangesMax) throw new Refusal('too-often')
      const before = lane.last
      const mine = Promise.withResolvers<void>()
      lane.last = mine.promise
      lane.waiting += 1
      try {
        await before
        return await run()
      } finally {
        lane.waiting -= 1
        mine.resolve()
      }
    },
  }
}

function laneOf(appId: AppId, groupId: string): number {
  let hash: number = appId
  for (let at = 0; at < groupId.length; at += 1) hash = (Math.imul(hash, 31) + groupId.charCodeAt(at)) >>> 0
  return hash % lanesMax
}
