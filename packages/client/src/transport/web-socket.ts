// The socket of browsers, of Node 22 and later, and of the package `ws`: whoever has the standard's events.
import type { Link, LinkEvents, Transport } from '../ports.ts'

/** The part of the standard's WebSocket that is used. */
export interface StandardSocket {
  onopen: ((event: never) => void) | null
  onmessage: ((event: never) => void) | null
  onclose: ((event: never) => void) | null
  onerror: ((event: never) => void) | null
  send(text: string): void
  close(code?: number): void
}

/** A class of sockets, as `WebSocket` of browsers or of the package `ws`. */
export type StandardSocketClass = new (url: string) => StandardSocket

/** Opens sockets of this class. */
export function webSocketTransport(socketClass: StandardSocketClass): Transport {
  return { open: (url, events) => openSocket(new socketClass(url), events) }
}

function openSocket(socket: StandardSocket, events: LinkEvents): Link {
  let isEnded = false
  socket.onopen = () => {
    if (!isEnded) events.opened()
  }
  socket.onmessage = (event: { readonly data: unknown }) => {
    if (!isEnded) events.received(String(event.data))
  }
  // A close follows each error, and says what there is to say.
  socket.onerror = () => {}
  socket.onclose = (event: { readonly code?: number }) => {
    if (isEnded) return
    isEnded = true
    events.closed(event.code ?? 1006)
  }
  return {
    send: text => socket.send(text),
    close: code => {
      isEnded = true
      socket.close(code)
    },
  }
}
