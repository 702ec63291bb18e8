// pg-boss with its best documented settings: `insert` of lists, large batches, fetching on while batches are full; it looks after nothing
// else meanwhile. `pg-boss.ts <postgres url>`.
import { PgBoss } from 'pg-boss'
import { jobLists, serveOrders, until } from './queue-peer.ts'

const [url = ''] = process.argv.slice(2)
const queue = 'push'
/** Workers of the process: 1, 2, 4 and 8 were within the noise of each other. */
const workers = 2
/** Of 250, 1,000 and 4,000 the best, by a sixth before 1,000. */
const batchSize = 4_000

const boss = new PgBoss({ connectionString: url, supervise: false, schedule: false, max: 10 })
boss.on('error', cause => process.stderr.write(`${cause}\n`))
await boss.start()
await boss.createQueue(queue)
let target = 0

await serveOrders({
  async enqueue(count) {
    for (const list of jobLists(count))
      await boss.insert(
        queue,
        list.map(data => ({ data })),
      )
  },
  async work(count) {
    target += count
    const options = {
      batchSize,
      localConcurrency: workers,
      burstWhenBatchFull: true,
      pollingIntervalSeconds: 0.5,
    }
    await boss.work(queue, options, async () => undefined)
    await until(
      url,
      `SELECT count(*) >= ${target} AS done FROM pgboss.job WHERE name = '${queue}' AND state = 'completed'`,
    )
    await boss.offWork(queue)
  },
})
