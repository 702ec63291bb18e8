// The raw scan of an audience: node:sqlite reading every user and binding of the app in the order of users, as arrays, and looking at
// nothing. `audience-scan.ts <DATABASE>`; on standard input `scan`, answered `sent <bindings> <ms>`.
import { createInterface } from 'node:readline'
import { DatabaseSync } from 'node:sqlite'

const db = new DatabaseSync(process.argv[2] ?? '', { readOnly: true, readBigInts: true })
const users = db.prepare('SELECT app_id, username FROM app_user ORDER BY app_id, username')
const bindings = db.prepare(
  'SELECT username, device_id, notifier_name, device_token, bound_at FROM binding ORDER BY app_id, username, device_id, notifier_name',
)
for (const statement of [users, bindings]) statement.setReturnArrays(true)

createInterface(process.stdin).on('line', () => {
  const startedMs = performance.now()
  let read = 0
  for (const _ of users.iterate()) read += 1
  let bound = 0
  for (const _ of bindings.iterate()) bound += 1
  if (read === 0) throw new Error('there are no users')
  process.stdout.write(`sent ${bound} ${performance.now() - startedMs}\n`)
})
process.stdout.write('ready to send\n')
