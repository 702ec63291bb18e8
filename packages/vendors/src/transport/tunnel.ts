// A way through a proxy: talks with it on a connected socket until the proxy has connected us with the destination. What is said
// is a talk's business; from then on every byte is between us and the destination.
import type { Socket } from 'node:net'
import { type StepResult, step } from './socket-step.ts'

/** Where a tunnel leads: a name or an address literal without brackets, and a port. */
export interface Destination {
  readonly host: string
  readonly port: number
}

/** One side of a conversation with a proxy, without a socket. Made anew for each tunnel. */
export interface Talk {
  /** The first thing to say. */
  readonly hello: Buffer
  /** Takes what the proxy said, in pieces of any size. Not called again once it answered `open` or `failed`. */
  hear(bytes: Buffer): TalkWord
}

/** `wait`: say `answer`, if any, and hear more. `open`: the tunnel stands and `rest` came out of it already. */
export type TalkWord =
  | { readonly kind: 'wait'; readonly answer?: Buffer }
  | { readonly kind: 'open'; readonly rest: Buffer }
  | { readonly kind: 'failed'; readonly cause: string }

/** Never rejects. Afterwards the socket is the destination's, nothing of what it said is lost, and it is not flowing. */
export function openTunnel(socket: Socket, talk: Talk, signal: AbortSignal): Promise<StepResult<Socket>> {
  return step<Socket>({ socket, signal, closedCause: 'closed' }, end => {
    const onReadable = (): void => {
      const bytes = socket.read() as Buffer | null
      if (bytes === null) return
      const word = talk.hear(bytes)
      if (word.kind === 'failed') end.fail(word.cause)
      else if (word.kind === 'open') {
        end.done(socket)
        // After the listener is off, or it would be given them again.
        if (word.rest.length > 0) socket.unshift(word.rest)
      } else if (word.answer) socket.write(word.answer)
    }
    socket.on('readable', onReadable)
    socket.write(talk.hello)
    return () => socket.off('readable', onReadable)
  })
}
