// The socket of uni-app: `uni.connectSocket` gives a task of its own shape.
import type { Link, LinkEvents, Transport } from '../ports.ts'

/** The part of uni-app's SocketTask that is used. */
export interface UniSocketTask {
  onOpen(run: () => void): void
  onMessage(run: (event: { readonly data: unknown }) => void): void
  onClose(run: (event: { readonly code?: number }) => void): void
  onError(run: () => void): void
  send(options: { readonly data: string }): void
  close(options: { readonly code?: number }): void
}

/** The part of `uni` that opens sockets. Without a callback uni-app gives a promise in place of the task. */
export interface UniSockets {
  connectSocket(options: { readonly url: string; readonly complete: () => void }): UniSocketTask
}

/** Opens sockets of uni-app. */
export function uniTransport(uni: UniSockets): Transport {
  return { open: (url, events) => openTask(uni.connectSocket({ url, complete: () => {} }), events) }
}

function openTask(task: UniSocketTask, events: LinkEvents): Link {
  let isEnded = false
  const end = (code: number): void => {
    if (isEnded) return
    isEnded = true
    events.closed(code)
  }
  task.onOpen(() => {
    if (!isEnded) events.opened()
  })
  task.onMessage(event => {
    if (!isEnded) events.received(String(event.data))
  })
  task.onClose(event => end(event.code ?? 1006))
  // A socket that could not be opened tells of an error only.
  task.onError(() => end(1006))
  return {
    send: data => task.send({ data }),
    close: code => {
      isEnded = true
      task.close({ code })
    },
  }
}
