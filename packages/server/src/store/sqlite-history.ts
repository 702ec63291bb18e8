// Forgets the past in SQLite: rows by id, a bounded number per commit, so that neither the log grows nor anybody waits long.
import { idFloor } from '../base/ids.ts'
import type { History } from '../ports/history.ts'
import type { Store } from '../ports/store.ts'
import type { Reader } from './reader.ts'
import { forgettable, historyStatements } from './tables/history.ts'
import { writeCount } from './write.ts'

/** Rows of each table that one commit deletes. */
const rowsMax = 1_000

/** The past of a record in one file; `emptyLog` resolves when the file's log holds nothing of the past either, or somebody still reads it. */
export function createSqliteHistory(
  { all }: Pick<Reader, 'all'>,
  { commit }: Pick<Store, 'commit'>,
  emptyLog: () => Promise<void>,
): History {
  return {
    prepare: async () => undefined,
    async forget(beforeMs, signal) {
      // What nobody has planned yet has no row that says that it is unfinished.
      const [unplanned] = await all(historyStatements.unplanned, [])
      const floor = idFloor(beforeMs)
      const before = unplanned?.id == null || BigInt(unplanned.id) > floor ? floor : BigInt(unplanned.id)
      let rows = 0
      for (let deleted = rowsMax; deleted >= rowsMax && !signal.aborted; ) {
        const deletedOf = await commit(
          forgettable.map(table => writeCount(historyStatements[table], [before, rowsMax])),
        )
        deleted = Math.max(...deletedOf)
        rows += deletedOf.reduce((sum, count) => sum + count, 0)
      }
      // Also of what the tables forgot by rules of their own, such as messages that expired.
      await emptyLog()
      return { rows, days: 0, kept: 0 }
    },
  }
}
