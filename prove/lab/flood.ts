// More at once than a small heap can hold (F16): imports of many users, each read and prepared as a whole, into an app of its own that
// nobody else uses and the audit need not know.
import { request } from 'undici'
import { call } from '../../packages/server/src/sandbox/rest.ts'
import type { Server } from './server-process.ts'

/** Imports at the same time. */
const imports = 300
/** Most that an import takes. */
const rowsPerImport = 1_000
/** Each importer goes on so often, where the server lives. */
const roundsMax = 20
const app = '/admin/v1/apps/flood/app'

/** Resolves when the server is gone, or everything was answered. */
export async function flood(server: Server, adminKey: string): Promise<void> {
  const isThere = await call(server.url, adminKey, 'GET', app).then(
    () => true,
    () => false,
  )
  if (!isThere) await call(server.url, adminKey, 'POST', '/admin/v1/apps', { org: 'flood', name: 'app' })
  await Promise.all(Array.from({ length: imports }, (_, number) => importAgain(server, adminKey, number)))
}

async function importAgain(server: Server, adminKey: string, number: number): Promise<void> {
  const rows = Array.from({ length: rowsPerImport }, (_, row) => ({ username: `u${number}-${row}` }))
  const headers = { authorization: `Bearer ${adminKey}`, 'content-type': 'application/json' }
  for (let round = 0; round < roundsMax && server.isRunning; round += 1) {
    try {
      const answer = await request(`${server.url}${app}/import/users`, {
        method: 'POST',
        headers,
        body: JSON.stringify({ rows }),
      })
      await answer.body.dump()
    } catch {
      // The end of the connection is the end that is wanted.
      return
    }
  }
}
