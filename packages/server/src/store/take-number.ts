// A process's number, taken when it opens the record. Whoever runs as a node says so afterwards (flows/nodes/roster.ts).
import { type HeldNumber, nodeGoneAfterMs, nodeNumbers } from '../ports/nodes.ts'
import type { Store } from '../ports/store.ts'

/** Of several that ask at the same time one gets its number; so many can be in the way. */
const triesMax = nodeNumbers

/** Takes one. Rejects where every number was seen lately. */
export async function takeNumber(store: Pick<Store, 'commit' | 'tables'>, nowMs: number): Promise<HeldNumber> {
  const nobody = { name: '', version: '', roles: [] }
  for (let tries = 0; tries < triesMax; tries += 1) {
    const [held] = await store.commit([store.tables.nodes.take(nobody, nowMs, nowMs - nodeGoneAfterMs)])
    if (held) return held
    if ((await store.tables.nodes.seenAfter(nowMs - nodeGoneAfterMs)).length >= nodeNumbers) break
  }
  throw new Error(
    `all ${nodeNumbers} numbers for processes were used within ${nodeGoneAfterMs / 1_000} s: wait, and start again`,
  )
}
