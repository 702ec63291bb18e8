// The SDK's suite in Node: its own WebSocket, a shelf in memory, and a whole server.
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { pathToFileURL } from 'node:url'
import { memoryShelf } from '@posthouse/client'
import { startTestServer } from '../../packages/server/src/sandbox/test-server.ts'
import { bundle } from './bundle.ts'
import { cases } from './cases.ts'
import { furnish, hostOf } from './server-host.ts'
import { type ClientModule, type Engine, World } from './world.ts'

const opened = new AsyncDisposableStack()
let engine: Engine

before(async () => {
  const server = opened.use(await startTestServer())
  const { folder } = opened.use(await bundle())
  await furnish(server)
  const client = pathToFileURL(join(folder, 'client.mjs')).href
  let copies = 0
  engine = {
    host: hostOf(server),
    place: { appID: server.demo.appId, appSign: server.demo.appSign, server: server.url },
    load: () => {
      copies += 1
      return import(`${client}?copy=${copies}`) as Promise<ClientModule>
    },
    shelf: memoryShelf,
  }
})
after(() => opened.disposeAsync())

describe('the SDK in Node', { concurrency: false }, () => {
  for (const { name, run } of cases) {
    it(name, async () => {
      await using world = new World(engine)
      await run(world)
    })
  }
})
