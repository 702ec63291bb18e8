// The network between one device and the server: real sockets that can be cut, kept down, and frozen. Knows nothing of frames.
import { type Transport, webSocketTransport } from '@posthouse/client'

type Told = Parameters<Transport['open']>[1]

/** See the head of the file. */
export class Network implements Transport {
  readonly #transport = webSocketTransport(WebSocket)
  #isDown = false
  #isFrozen = false
  #held: (() => void)[] = []
  #cut: () => void = () => {}

  open(url: string, told: Told): ReturnType<Transport['open']> {
    if (this.#isDown) {
      queueMicrotask(() => told.closed(1006))
      return { send: () => {}, close: () => {} }
    }
    let isOver = false
    const link = this.#transport.open(url, {
      opened: () => this.#pass(() => told.opened()),
      received: text => this.#pass(() => isOver || told.received(text)),
      closed: code => this.#pass(() => isOver || told.closed(code)),
    })
    const close = (code: number): void => {
      isOver = true
      link.close(code)
    }
    this.#cut = () => {
      if (isOver) return
      close(1000)
      told.closed(1006)
    }
    return { send: text => this.#pass(() => isOver || link.send(text)), close }
  }

  /** Goes away, and stays away. */
  cut(): void {
    this.#isDown = true
    this.#cut()
    this.#cut = () => {}
  }

  /** Is back; whoever tries again gets through. */
  mend(): void {
    this.#isDown = false
  }

  /** The device stops, as in the background: its socket stays, and nothing comes or goes. */
  freeze(): void {
    this.#isFrozen = true
  }

  /** The device goes on where it stopped. */
  thaw(): void {
    this.#isFrozen = false
    const held = this.#held
    this.#held = []
    for (const run of held) run()
  }

  #pass(run: () => void): void {
    if (this.#isFrozen) this.#held.push(run)
    else run()
  }
}
