// The database's own limit for the cluster's job, with nothing around it: rows of a push's size inserted from arrays, claimed with SKIP
// LOCKED under a lease, and updated with their outcome from arrays; as many in a transaction as Posthouse takes. `raw-queue.ts <url>`.
import { Client } from 'pg'
import { jobLists, serveOrders } from './queue-peer.ts'

/** pushLaneLimits.batchMax. */
const batchMax = 256
const [url = ''] = process.argv.slice(2)
const client = new Client(url)
await client.connect()
await client.query(`CREATE TABLE job (id bigint PRIMARY KEY, data text NOT NULL, due_at bigint, epoch bigint NOT NULL,
  status text, device_token text, settled_at bigint)`)
await client.query('CREATE INDEX job_due ON job (due_at) WHERE due_at IS NOT NULL')
const texts = {
  insert:
    'INSERT INTO job (id, data, due_at, epoch) SELECT id, data, 0, 0 FROM unnest($1::bigint[], $2::text[]) AS input (id, data)',
  claim: `WITH due AS MATERIALIZED (SELECT id FROM job WHERE due_at <= $1 ORDER BY due_at LIMIT ${batchMax} FOR UPDATE SKIP LOCKED)
    UPDATE job SET due_at = $2, epoch = job.epoch + 1 FROM due WHERE job.id = due.id RETURNING job.id, job.data, job.epoch`,
  settle: `UPDATE job SET due_at = NULL, status = 'success', device_token = token, settled_at = $4
    FROM unnest($1::bigint[], $2::bigint[], $3::text[]) AS input (id, epoch, token) WHERE job.id = input.id AND job.epoch = input.epoch`,
}
const token = 'ab'.repeat(32)
let inserted = 0

await serveOrders({
  async enqueue(count) {
    for (const list of jobLists(count))
      for (let from = 0; from < list.length; from += batchMax) {
        const rows = list.slice(from, from + batchMax)
        const ids = rows.map((_, index) => inserted + index)
        inserted += rows.length
        await client.query({ name: 'insert', text: texts.insert, values: [ids, rows.map(row => JSON.stringify(row))] })
      }
  },
  async work() {
    for (;;) {
      const nowMs = Date.now()
      const claim = { name: 'claim', text: texts.claim, values: [nowMs, nowMs + 60_000] }
      const { rows } = await client.query<{ id: string; epoch: string }>(claim)
      if (rows.length === 0) return
      const values = [rows.map(({ id }) => id), rows.map(({ epoch }) => epoch), rows.map(() => token), nowMs]
      await client.query({ name: 'settle', text: texts.settle, values })
    }
  },
})
