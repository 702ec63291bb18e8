// Who shares the record, as an operator is told: those that are there, and those that left or died lately.
import { day } from '@posthouse/protocol'
import type { Clock } from '../../base/clock.ts'
import { type NodeRecord, nodeGoneAfterMs, type Roster } from '../../ports/nodes.ts'
import type { Store } from '../../ports/store.ts'

/** What listing uses. */
export interface ListNodesDeps {
  readonly store: { readonly tables: Pick<Store['tables'], 'nodes'> }
  readonly roster: Pick<Roster, 'present' | 'isPresent'>
  readonly clock: Pick<Clock, 'now'>
}

/** A process and whether it is there. */
export interface ListedNode extends NodeRecord {
  readonly state: 'present' | 'left' | 'gone'
}

/** Those that were seen for the last time longer ago are not told of. */
const toldMs: number = day

/**
 * Those that are there first, in order of number; then the others, whoever was seen last before them. A process that only opened the record for a moment, without
 * a role, is none that anybody counts on.
 */
export async function listNodes({ store, roster, clock }: ListNodesDeps): Promise<readonly ListedNode[]> {
  const nowMs = clock.now()
  const known = await store.tables.nodes.seenAfter(nowMs - toldMs)
  const byNumber = new Map(known.filter(({ roles }) => roles.length > 0).map(record => [record.number, record]))
  // The roster knows better of those that are there: by its own clock.
  for (const record of roster.present()) {
    const stored = byNumber.get(record.number)
    if (!stored || stored.epoch <= record.epoch) byNumber.set(record.number, latest(stored, record))
  }
  return [...byNumber.values()]
    .map(record => ({ ...record, state: stateOf(record, roster, nowMs) }))
    .toSorted(presentFirst)
}

/** Restarts of a day are many: nobody should look for the living among them. */
function presentFirst(one: ListedNode, other: ListedNode): number {
  const isThere = one.state === 'present'
  if (isThere !== (other.state === 'present')) return isThere ? -1 : 1
  return isThere ? one.number - other.number : other.seenAtMs - one.seenAtMs
}

/** The record was read just now, the roster some seconds ago: it is newer only of the process that has the record alone. */
function latest(stored: NodeRecord | undefined, present: NodeRecord): NodeRecord {
  return stored && stored.epoch === present.epoch && stored.seenAtMs >= present.seenAtMs ? stored : present
}

/** One that has just come is there before the roster, which looks every few seconds, knows of it. */
function stateOf(
  { number, seenAtMs, leftAtMs }: NodeRecord,
  roster: Pick<Roster, 'isPresent'>,
  nowMs: number,
): ListedNode['state'] {
  if (leftAtMs !== undefined) return 'left'
  return roster.isPresent(number) || nowMs - seenAtMs < nodeGoneAfterMs ? 'present' : 'gone'
}
