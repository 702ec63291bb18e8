// A process that inserts pushes 1, 2, … into the SQLite file of its first argument, 16 at a time, and tells its parent the highest id
// below which all are acknowledged; with `stay` it then keeps the file open. For tests that kill it.
import type { MsgId } from '@posthouse/protocol'
import { systemClock } from '../../base/clock.ts'
import { silentLog } from '../../base/log.ts'
import { aPush } from '../../domain/testing/samples.ts'
import { openStore } from '../open.ts'

const inFlight = 16
const [url = '', count = '0', end = ''] = process.argv.slice(2)

const store = await openStore({ url, clock: systemClock, log: silentLog })
for (let first = 1; first <= Number(count); first += inFlight) {
  const ids = Array.from({ length: inFlight }, (_, index) => BigInt(first + index) as MsgId)
  await Promise.all(ids.map(id => store.commit([store.tables.pushes.insert(aPush({ id }))])))
  process.send?.(String(ids.at(-1)))
}
if (end !== 'stay') await store[Symbol.asyncDispose]()
