// graphile-worker with the settings of its own performance page (worker.graphile.org/docs/performance, read in November 2026): 24 jobs at a
// time, 25 connections, a local queue of 500, completions in batches. `graphile-worker.ts <postgres url>`.
import { Logger, makeWorkerUtils, run } from 'graphile-worker'
import { jobLists, serveOrders, until } from './queue-peer.ts'

const [url = ''] = process.argv.slice(2)
const logger = new Logger(() => () => undefined)
const utils = await makeWorkerUtils({ connectionString: url, logger })
await utils.migrate()

await serveOrders({
  async enqueue(count) {
    for (const list of jobLists(count)) await utils.addJobs(list.map(payload => ({ identifier: 'push', payload })))
  },
  async work() {
    const runner = await run({
      logger,
      noHandleSignals: true,
      taskList: { push: () => undefined },
      preset: {
        worker: {
          connectionString: url,
          concurrentJobs: 24,
          maxPoolSize: 25,
          localQueue: { size: 500 },
          completeJobBatchDelay: 0,
          failJobBatchDelay: 0,
        },
      },
    })
    await until(url, 'SELECT NOT EXISTS (SELECT FROM graphile_worker._private_jobs) AS done')
    await runner.stop()
  },
})
