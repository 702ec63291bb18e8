// Which entries of a catch-up a returning device is told: of calls only what still counts (spec/zego.md §3.13, "Offline and re-login").
import type { AppId, UserId } from '@posthouse/protocol'
import type { Entry } from '@posthouse/protocol/frames'
import type { Clock } from '../../base/clock.ts'
import type { Call, CallId } from '../../domain/call/call.ts'
import { isWorthTelling } from '../../domain/call/replay.ts'
import { wireCall } from '../../domain/call/snapshot.ts'
import type { CallTable } from '../../ports/calls.ts'

/** What the filter uses. */
export interface LiveEntryDeps {
  readonly store: { readonly tables: { readonly calls: Pick<CallTable, 'findMany'> } }
  readonly clock: Pick<Clock, 'now'>
}

type CallEntry = Extract<Entry, { kind: 'call' }>

/**
 * The entries without those of kind `call` that a device coming back must not hear: invitations that no longer ring, and what became of
 * a call that it never heard of. An invitation shows everybody's state as it is now. For each page of a catch-up, before it is framed; entries of the live tail are told as they come. One
 * query for a page with calls, none for one without. The device's place still moves to the end of the page, however little is left.
 */
export async function liveEntries<T extends { readonly entry: Entry }>(
  { store, clock }: LiveEntryDeps,
  appId: AppId,
  user: UserId,
  entries: readonly T[],
): Promise<readonly T[]> {
  const ids = new Set(entries.flatMap(({ entry }) => (entry.kind === 'call' ? [entry.call.id] : [])))
  if (ids.size === 0) return entries
  const nowMs = clock.now()
  const found = await store.tables.calls.findMany(
    appId,
    Array.from(ids, id => BigInt(id) as CallId),
  )
  const calls = new Map<string, Call>(found.map(({ call }) => [call.id.toString(), call]))
  return entries.flatMap(one => {
    const { entry } = one
    if (entry.kind !== 'call') return [one]
    const call = calls.get(entry.call.id)
    if (!call || !isWorthTelling(call, user, entry, nowMs)) return []
    return [entry.event === 'invited' ? { ...one, entry: asItIsNow(entry, call, user) } : one]
  })
}

/** The invitation of back then, with its instants, and the users of now. */
function asItIsNow(entry: CallEntry, call: Call, user: UserId): CallEntry {
  return { ...entry, call: wireCall(call, user) }
}
