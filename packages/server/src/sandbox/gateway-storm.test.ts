import { deepEqual, equal, ok } from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { gatewayPath } from '@posthouse/protocol/frames'
import { WebSocket } from 'ws'
import { RawClient } from '../gateway/testing/raw-client.ts'
import { startTestServer, type TestServer } from './test-server.ts'
import { DemoApp } from './testing/demo-app.ts'

const devices = 300

describe('everybody at once (F93)', () => {
  it('all come back after a restart, each to where it was', async () => {
    const dataPath = await mkdtemp(join(tmpdir(), 'posthouse-storm-'))
    await using folder = new AsyncDisposableStack()
    folder.defer(() => rm(dataPath, { recursive: true, force: true }))
    const cursors = await onServer(dataPath, async server => {
      const app = new DemoApp(server)
      const clients = await Promise.all(users().map(user => app.client({ user })))
      await Promise.all(users().map(user => app.tell(user, `first ${user}`)))
      await Promise.all(clients.map(client => client.until(() => client.entries.length === 1)))
      const positions = clients.map(client => client.position)
      for (const client of clients) client.web.terminate()
      await Promise.all(clients.map(client => client.ended))
      await Promise.all(users().map(user => app.tell(user, `missed ${user}`)))
      return positions
    })
    await onServer(dataPath, async server => {
      const app = new DemoApp(server)
      const names = await Promise.all(
        users().map(async (user, index) => {
          using client = await app.client({ user, cursor: cursors[index] ?? 0, isReturn: true })
          return client.entries.map(entry => entry.kind === 'self' && entry.user.name)
        }),
      )
      deepEqual(
        names,
        users().map(user => [`missed ${user}`]),
      )
    })
  })

  it('who finds no room is told when to come again, and is let in when there is', async () => {
    await using server = await startTestServer(['--clients-max', '2'])
    const app = new DemoApp(server)
    const [first, second] = [await app.client({ user: 'a' }), await app.client({ user: 'b' })]
    const { status, retryAfter } = await refusedUpgrade(server)
    equal(status, 503)
    ok(Number(retryAfter) > 0, retryAfter)
    first.web.terminate()
    await first.ended
    // The server hears of the end of a connection in its own time.
    using third = await admitted(server)
    equal(third.web.readyState, WebSocket.OPEN)
    second.web.terminate()
  })
})

function users(): readonly string[] {
  return Array.from({ length: devices }, (_, index) => `storm${index}`)
}

async function onServer<T>(dataPath: string, run: (server: TestServer) => Promise<T>): Promise<T> {
  await using server = await startTestServer(['--clients-per-address-max', '1000'], { dataPath })
  return await run(server)
}

function refusedUpgrade(server: TestServer): Promise<{ readonly status: number; readonly retryAfter: string }> {
  const web = new WebSocket(server.url.replace(/^http/, 'ws') + gatewayPath)
  return new Promise((resolve, reject) => {
    web.on('error', () => {})
    web.on('open', () => reject(new Error('it was let in')))
    web.on('unexpected-response', (_, answer) => {
      resolve({ status: answer.statusCode ?? 0, retryAfter: String(answer.headers['retry-after'] ?? '') })
      answer.resume()
      web.terminate()
    })
  })
}

async function admitted(server: TestServer): Promise<RawClient> {
  for (;;) {
    try {
      return await RawClient.connect(server.url)
    } catch {
      await new Promise(resolve => setImmediate(resolve))
    }
  }
}
