// An app may want basic texts that are too wide to be cut: through the whole server, for pushes and tasks.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { startTestServer, type TestServer } from './test-server.ts'

let server: TestServer
before(async () => {
  server = await startTestServer()
})
after(() => server[Symbol.asyncDispose]())

test('a title that is too wide is refused, until the app wants it cut (spec/easemob.md §7.2)', async () => {
  const pushMessage = { title: 'x'.repeat(40), content: 'C' }
  const statuses = async () => {
    const pushed = await server.app('POST', 'push/async/nobody', { pushMessage })
    const listed = await server.app('POST', 'push/list', { targets: ['nobody'], pushMessage })
    const stored = await server.app('POST', 'push/message', pushMessage)
    return [pushed.status, listed.status, stored.status]
  }
  assert.deepEqual(await statuses(), [400, 400, 400])
  assert.equal((await server.admin('PUT', 'settings', { longTexts: 'cut' })).status, 200)
  assert.deepEqual(await statuses(), [200, 200, 200])
})
