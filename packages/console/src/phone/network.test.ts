import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { LinkEvents, Transport } from '@posthouse/client'
import { createNetwork } from './network.ts'

/** Sockets that write down what happens to them. */
function aWorld() {
  const told: string[] = []
  const sockets: LinkEvents[] = []
  const real: Transport = {
    open(url, events) {
      sockets.push(events)
      told.push(`open ${url}`)
      return { send: text => told.push(`send ${text}`), close: code => told.push(`close ${code}`) }
    },
  }
  const clock = {
    after(_ms: number, run: () => void) {
      run()
      return () => undefined
    },
  }
  const heard: string[] = []
  const events: LinkEvents = {
    opened: () => heard.push('opened'),
    received: text => heard.push(`received ${text}`),
    closed: code => heard.push(`closed ${code}`),
  }
  return { network: createNetwork(real, clock, true), told, heard, events, sockets }
}

describe('the network of a simulated phone', () => {
  it('carries everything while it is up', () => {
    const { network, told, heard, events, sockets } = aWorld()
    const link = network.open('wss://a', events)
    sockets[0]?.opened()
    link.send('x')
    sockets[0]?.received('y')
    link.close(1000)
    assert.deepEqual(
      [told, heard],
      [
        ['open wss://a', 'send x', 'close 1000'],
        ['opened', 'received y'],
      ],
    )
  })

  it('tells the app when it goes, and the server nothing, not even that the app closed', () => {
    const { network, told, heard, events, sockets } = aWorld()
    const link = network.open('wss://a', events)
    network.set(false)
    link.send('x')
    link.close(1000)
    sockets[0]?.received('y')
    assert.deepEqual([told, heard], [['open wss://a'], ['closed 1006']])
  })

  it('opens nothing while it is down', () => {
    const { network, told, heard, events } = aWorld()
    network.set(false)
    network.open('wss://a', events)
    assert.deepEqual([told, heard], [[], ['closed 1006']])
  })

  it('closes what was left and wakes the app when it comes back', () => {
    const { network, told, heard, events } = aWorld()
    network.open('wss://a', events)
    let wakes = 0
    const stop = network.onWake(() => {
      wakes += 1
    })
    network.set(false)
    network.set(true)
    assert.deepEqual([told, heard, wakes], [['open wss://a', 'close 1000'], ['closed 1006'], 1])
    stop()
    network.set(false)
    network.set(true)
    assert.equal(wakes, 1)
  })
})
