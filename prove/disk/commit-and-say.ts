// A process that commits pushes 1, 2, … to the SQLite file of its first argument, 16 at a time, and writes a line to its standard output as
// soon as they are acknowledged. Now and then its log is moved into the file. For images of the disk at the moment of a power cut.
import { writeSync } from 'node:fs'
import type { MsgId } from '@posthouse/protocol'
import { systemClock } from '../../packages/server/src/base/clock.ts'
import { silentLog } from '../../packages/server/src/base/log.ts'
import { aPush } from '../../packages/server/src/domain/testing/samples.ts'
import { openStore } from '../../packages/server/src/store/open.ts'

const inFlight = 16
const groupsPerEmptying = 5
const standardOutput = 1
const [url = '', groups = '0'] = process.argv.slice(2)

await using store = await openStore({ url, clock: systemClock, log: silentLog })
for (let group = 1; group <= Number(groups); group += 1) {
  const last = group * inFlight
  const ids = Array.from({ length: inFlight }, (_, index) => BigInt(last - index) as MsgId)
  await Promise.all(ids.map(id => store.commit([store.tables.pushes.insert(aPush({ id }))])))
  writeSync(standardOutput, `acknowledged ${last}\n`)
  // Nothing is that old; what is wanted is the emptied log.
  if (group % groupsPerEmptying === 0) await store.history.forget(1, new AbortController().signal)
}
