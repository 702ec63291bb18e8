// How much there is: apps, and the deliveries of the present day over all of them.
import type { AppId } from '@posthouse/protocol'
import type { CountedDay, Tables } from '../../ports/store.ts'

/** Counters of the present UTC day, summed over apps and vendors. */
export interface CountedToday extends Omit<CountedDay, 'day' | 'provider'> {
  readonly apps: number
}

/** Apps per page. */
const pageSize = 100
/** Pages that are read at most: beyond that many apps the sums are lower bounds. */
const pagesMax = 100

/** Counts. One small read per app: for a look now and then, not for a loop. */
export async function countToday(tables: Pick<Tables, 'apps' | 'counters'>, nowMs: number): Promise<CountedToday> {
  const day = new Date(nowMs).toISOString().slice(0, 10)
  const sum = { apps: 0, targeted: 0, success: 0, fail: 0, error: 0, arrived: 0, clicked: 0 }
  let after: AppId | undefined
  for (let page = 0; page < pagesMax; page += 1) {
    const apps = await tables.apps.list(after, pageSize)
    for (const { id } of apps) {
      sum.apps += 1
      for (const counted of await tables.counters.ofApp(id, day, day)) {
        sum.targeted += counted.targeted
        sum.success += counted.success
        sum.fail += counted.fail
        sum.error += counted.error
        sum.arrived += counted.arrived
        sum.clicked += counted.clicked
      }
      after = id
    }
    if (apps.length < pageSize) break
  }
  return sum
}
