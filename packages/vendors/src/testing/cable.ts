// A TCP relay between a client and a server in tests: it can fall silent without closing anything, and sees who leaves.
import { connect, createServer, type Socket } from 'node:net'

/** A relay that listens; closing it breaks what it carries. */
export interface Cable extends AsyncDisposable {
  readonly port: number
  /** Resolves when a client has ended its side of a connection. */
  readonly left: Promise<void>
  /** From now on nothing passes, in either direction, and nothing is closed. */
  cut(): void
}

/** Relays connections to `port` on 127.0.0.1. */
export async function cableTo(port: number): Promise<Cable> {
  const pairs: [Socket, Socket][] = []
  const left = Promise.withResolvers<void>()
  const relay = createServer({ allowHalfOpen: true }, near => {
    const far = connect({ port, host: '127.0.0.1', allowHalfOpen: true })
    pairs.push([near, far])
    near.once('end', left.resolve)
    join(near, far)
    join(far, near)
  })
  await new Promise<void>(resolve => relay.listen(0, '127.0.0.1', resolve))
  const { port: own } = relay.address() as { readonly port: number }
  const cut = (): void => {
    for (const [near, far] of pairs) {
      near.unpipe(far).resume()
      far.unpipe(near).resume()
    }
  }
  const close = (): Promise<void> => {
    for (const pair of pairs) for (const socket of pair) socket.destroy()
    return new Promise(resolve => relay.close(() => resolve()))
  }
  return { port: own, left: left.promise, cut, [Symbol.asyncDispose]: close }
}

function join(from: Socket, to: Socket): void {
  from.on('error', () => to.destroy())
  from.once('close', () => to.destroy())
  from.pipe(to)
}
