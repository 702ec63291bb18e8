// The network between clients and server, as phones have it: one address that stays while servers come and go behind it, connections that
// break, and connections that fall silent without a word.

import type { AddressInfo } from 'node:net'
import { connect, createServer, type Socket } from 'node:net'
import type { Chance } from '../lab/chance.ts'

/** See the head of the file. Closing ends every connection. */
export interface Network extends AsyncDisposable {
  readonly url: string
  /** Where the servers are from now on; new connections go to them in turn. */
  lead(...serverUrls: readonly string[]): void
  /** Breaks a share of the connections. */
  cut(share: number): number
  /** Lets a share of the connections fall silent: nothing passes any more, and nobody is told. */
  silence(share: number): number
}

interface Pair {
  readonly near: Socket
  readonly far: Socket
}

/** Opens it on a port of the system's choice. */
export async function openNetwork(chance: Chance): Promise<Network> {
  const pairs = new Set<Pair>()
  let ports: readonly number[] = []
  let turn = 0
  const server = createServer(near => {
    turn += 1
    const far = connect({ host: '127.0.0.1', port: ports[turn % ports.length] ?? 0 })
    const pair = { near, far }
    pairs.add(pair)
    const end = (): void => {
      pairs.delete(pair)
      near.destroy()
      far.destroy()
    }
    for (const socket of [near, far]) {
      socket.setNoDelay(true)
      socket.on('error', end)
      socket.on('close', end)
    }
    near.pipe(far)
    far.pipe(near)
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const some = (share: number, run: (pair: Pair) => void): number => {
    const drawn = [...pairs].filter(() => chance.happens(share))
    for (const pair of drawn) run(pair)
    return drawn.length
  }
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    lead: (...urls) => {
      ports = urls.map(url => Number(new URL(url).port))
    },
    cut: share =>
      some(share, ({ near, far }) => {
        near.resetAndDestroy()
        far.resetAndDestroy()
      }),
    silence: share =>
      some(share, ({ near, far }) => {
        near.unpipe(far)
        far.unpipe(near)
        near.pause()
        far.pause()
      }),
    async [Symbol.asyncDispose]() {
      for (const { near, far } of pairs) {
        near.destroy()
        far.destroy()
      }
      await new Promise<void>(resolve => server.close(() => resolve()))
    },
  }
}
