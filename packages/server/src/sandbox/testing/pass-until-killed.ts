// A process that makes the passes that are due in the SQLite file of its first argument, with nobody connected, and dies at the failpoint
// of its second one when it passes it for the first time. For tests of F12.
import { systemClock } from '../../base/clock.ts'
import { armFailpoint, type Failpoint } from '../../base/failpoint.ts'
import { createIds } from '../../base/ids.ts'
import { silentLog } from '../../base/log.ts'
import { passHandover } from '../../flows/handover/pass.ts'
import { openStore } from '../../store/open.ts'

const [url = '', place = '', nowMs = '0'] = process.argv.slice(2)
const clock = { ...systemClock, now: () => Number(nowMs) }
const leaseMs = 30_000

if (place !== '') armFailpoint(place as Failpoint, 1)
const store = await openStore({ url, clock: systemClock, log: silentLog })
const deps = {
  ...{ store, clock, ids: createIds(clock, 2), log: silentLog, timeZone: 'UTC' },
  bus: { publish: () => process.send?.('hint') },
  presence: { connected: async () => new Map() },
  stillWanted: async () => true,
}
const [due] = await store.commit([store.tables.handovers.claim(clock.now(), clock.now() + leaseMs, 9)])
for (const leased of due) process.send?.((await passHandover(deps, leased)).kind)
await store[Symbol.asyncDispose]()
