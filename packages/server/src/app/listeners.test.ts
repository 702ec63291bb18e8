import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, it } from 'node:test'
import type { HttpServer } from '../http/server.ts'
import { readConfig } from './config.ts'
import { adminPortOf, hasAdminListener, isLoopback, openListeners } from './listeners.ts'

const config = (...argv: readonly string[]) => readConfig({ argv, env: {}, readFile: () => undefined })

describe('The listeners', () => {
  it('S60 are one on loopback, and two as soon as others can reach the first or a port is given', () => {
    const has = (...argv: readonly string[]) => hasAdminListener(config(...argv))
    assert.equal(has(), false)
    for (const host of ['127.0.0.1', '127.8.0.9', '::1', 'localhost']) assert.equal(has('--host', host), false, host)
    for (const host of ['0.0.0.0', '::', '10.0.0.1', 'push.example.com', '128.0.0.1', '127.0.0.1.example.com'])
      assert.equal(has('--host', host), true, host)
    assert.equal(has('--admin-port', '9000'), true)
    assert.equal(has('--admin-port', '0'), true)
  })

  it('ask for the port after the main one unless told otherwise', () => {
    const port = (...argv: readonly string[]) => adminPortOf(config('--host', '0.0.0.0', ...argv))
    assert.equal(port(), 8100)
    assert.equal(port('--port', '0'), 0)
    assert.equal(port('--port', '443', '--admin-port', '9443'), 9443)
    assert.equal(port('--admin-port', '0'), 0)
  })

  it('say which setting chooses another port where one is taken', async () => {
    const holder = createServer().listen(0, '127.0.0.1')
    await once(holder, 'listening')
    const { port } = holder.address() as AddressInfo
    try {
      for (const [flag, ...argv] of [
        ['--port', '--port', String(port)],
        ['--admin-port', '--port', '0', '--admin-port', String(port)],
      ] as const) {
        await using listeners = openListeners(config(...argv), bareServer)
        await assert.rejects(
          listeners.listen(),
          new RegExp(`port ${port} of 127.0.0.1 is taken.*choose another with ${flag}$`),
        )
      }
    } finally {
      holder.close()
    }
  })

  it('know loopback by its addresses only', () => {
    assert.equal(isLoopback('127.1'), false)
    assert.equal(isLoopback('localhost.example.com'), false)
  })
})

/** Listens, and answers nothing. */
function bareServer(): HttpServer {
  const server = createServer()
  return {
    async listen({ host, port }: { readonly host: string; readonly port: number }) {
      server.listen(port, host)
      await once(server, 'listening')
      return { host, port: (server.address() as AddressInfo).port }
    },
    async [Symbol.asyncDispose]() {
      server.close()
    },
  }
}
