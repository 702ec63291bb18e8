// A replay while it takes its callbacks: call by call, each going on where the one before ended, until all are taken, somebody stops it, or
// there are as many as one replay may have. Pure but for the calls.
import type { CallbacksReplayReply } from '@posthouse/client/rest'

/** Most callbacks of one replay, so that looking at how far it is stays cheap. */
export const takenMax = 100_000

/** How far it is. */
export interface Taking {
  readonly replayId: string
  readonly taken: number
}

/** Resolves once nothing is left to take, `signal` is aborted, or {@link takenMax} is reached. Rejects as `ask` does; what was taken stays so. */
export async function takeAll(
  ask: (cursor: string | undefined) => Promise<CallbacksReplayReply>,
  onTaking: (taking: Taking) => void,
  signal: AbortSignal,
): Promise<Taking> {
  let [taken, cursor]: [number, string | undefined] = [0, undefined]
  for (;;) {
    const { replayId, count, cursor: next } = await ask(cursor)
    taken += count
    const taking = { replayId, taken }
    onTaking(taking)
    if (next === undefined || signal.aborted || taken >= takenMax) return taking
    cursor = next
  }
}
