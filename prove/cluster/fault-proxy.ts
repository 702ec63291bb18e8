// A TCP connection's bad days (reliability §1.3, "TCP"): stands between one client and one server, and cuts, swallows, slows down, damages or
// leads elsewhere what passes. Knows bytes, and no protocol.
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'

/** What happens to what passes; connections that are open and those to come. */
export type Weather =
  | { readonly kind: 'clear' }
  /** Every piece comes so much later, in both directions. */
  | { readonly kind: 'delay'; readonly ms: number }
  /** So many bytes a second in each direction. */
  | { readonly kind: 'rate'; readonly bytesPerSecond: number }
  /** Nothing passes, and nobody is told. New connections are taken and come to nothing. */
  | { readonly kind: 'black-hole' }
  /** Connections are refused; those that are open stay. */
  | { readonly kind: 'closed' }

/** Towards the server, or towards the client. */
export type Direction = 'up' | 'down'

/** See the head of the file. Closing ends every connection. */
export interface FaultProxy extends AsyncDisposable {
  /** Of 127.0.0.1. */
  readonly port: number
  /** Connections now. */
  readonly open: number
  set(weather: Weather): void
  /** Resets all connections on both sides; answers how many. */
  cut(): number
  /** Resets a connection on the client's side right after these bytes went up to the server, once; resolves when it did (F36). */
  cutAfter(text: string): Promise<void>
  /** Resolves once such a piece passes. */
  sees(direction: Direction, text: string): Promise<void>
  /** Ends one direction of every connection, and leaves the other; answers how many. */
  halfClose(direction: Direction): number
  /** Flips one bit of the next piece in a direction. */
  flipNext(direction: Direction): void
  /** Leads to another port from now on; connections that are open stay (F39). */
  lead(port: number): void
}

/** Opens one on a port of the system's choice that leads to `target` of 127.0.0.1. */
export async function openFaultProxy(target: number): Promise<FaultProxy> {
  const state: State = {
    target,
    weather: { kind: 'clear' },
    lanes: new Set(),
    resetting: new WeakSet(),
    flips: { up: false, down: false },
    watches: [],
  }
  // A client may end its direction and still hear the other.
  const server = createServer({ allowHalfOpen: true }, near => {
    if (state.weather.kind === 'closed') near.resetAndDestroy()
    else join(state, near)
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const own = {
    port: (server.address() as AddressInfo).port,
    get open() {
      return state.lanes.size / 2
    },
    set(weather) {
      state.weather = weather
      if (weather.kind !== 'black-hole') for (const lane of state.lanes) void lane.go()
    },
    cut() {
      const count = state.lanes.size / 2
      for (const lane of [...state.lanes]) lane.reset()
      return count
    },
    cutAfter: text =>
      new Promise(resolve => {
        state.fuse = { text, blown: resolve }
      }),
    sees: (direction, text) => new Promise(resolve => state.watches.push({ direction, text, resolve })),
    halfClose(direction) {
      const lanes = [...state.lanes].filter(lane => lane.direction === direction)
      for (const lane of lanes) lane.to.end()
      return lanes.length
    },
    flipNext(direction) {
      state.flips[direction] = true
    },
    lead(port) {
      state.target = port
    },
    async [Symbol.asyncDispose]() {
      for (const lane of [...state.lanes]) lane.reset()
      await new Promise<void>(resolve => server.close(() => resolve()))
    },
  } satisfies FaultProxy
  return own
}

interface State {
  target: number
  weather: Weather
  readonly lanes: Set<Lane>
  /** Sockets on their way to a reset: one that is destroyed before it is sent would stay open, and nobody would be told. */
  readonly resetting: WeakSet<Socket>
  readonly flips: { up: boolean; down: boolean }
  watches: { readonly direction: Direction; readonly text: string; readonly resolve: () => void }[]
  fuse?: { readonly text: string; readonly blown: () => void } | undefined
}

function join(state: State, near: Socket): void {
  const far = connect({ host: '127.0.0.1', port: state.target, allowHalfOpen: true })
  const lanes = [new Lane(state, 'up', near, far), new Lane(state, 'down', far, near)]
  const end = (): void => {
    for (const lane of lanes) state.lanes.delete(lane)
    for (const socket of [near, far]) if (!state.resetting.has(socket)) socket.destroy()
  }
  for (const lane of lanes) state.lanes.add(lane)
  for (const socket of [near, far]) socket.setNoDelay(true).on('error', end).on('close', end)
}

/** Bytes that wait for better weather in one direction of a connection; more are left in the socket. */
const heldBytesMax = 1_048_576

/** One direction of a connection. */
class Lane {
  readonly direction: Direction
  readonly to: Socket
  readonly #state: State
  readonly #from: Socket
  readonly #held: Buffer[] = []
  #heldBytes = 0
  #isGoing = false
  #isEnded = false

  constructor(state: State, direction: Direction, from: Socket, to: Socket) {
    this.#state = state
    this.direction = direction
    this.#from = from
    this.to = to
    from.on('data', (chunk: Buffer) => {
      this.#held.push(chunk)
      this.#heldBytes += chunk.length
      if (this.#heldBytes > heldBytesMax) from.pause()
      void this.go()
    })
    from.on('end', () => {
      this.#isEnded = true
      void this.go()
    })
  }

  /** Passes on what is held, as the weather allows. */
  async go(): Promise<void> {
    if (this.#isGoing) return
    this.#isGoing = true
    while (this.#held.length > 0) {
      const { weather } = this.#state
      if (weather.kind === 'black-hole') break
      const waitMs = waitOf(weather, this.#held[0]?.length ?? 0)
      if (waitMs > 0) await pause(waitMs)
      const chunk = this.#held.shift()
      if (chunk) this.#pass(chunk)
    }
    this.#isGoing = false
    if (this.#isEnded && this.#held.length === 0) this.to.end()
  }

  /** Ends both sides of the connection, the other lane with it. */
  reset(): void {
    for (const socket of [this.#from, this.to]) this.#reset(socket)
  }

  #reset(socket: Socket): void {
    if (socket.destroyed || this.#state.resetting.has(socket)) return
    // One whose end was sent cannot be reset any more.
    if (socket.writableEnded || socket.connecting) socket.destroy()
    else {
      this.#state.resetting.add(socket)
      socket.resetAndDestroy()
    }
  }

  #pass(chunk: Buffer): void {
    const { flips, fuse } = this.#state
    this.#heldBytes -= chunk.length
    if (this.#heldBytes <= heldBytesMax) this.#from.resume()
    if (flips[this.direction]) {
      flips[this.direction] = false
      const at = chunk.length - 1
      chunk.writeUInt8(chunk.readUInt8(at) ^ 1, at)
    }
    if (this.direction === 'up' && fuse && chunk.includes(fuse.text)) {
      this.#state.fuse = undefined
      // The server gets all of it, and whatever it answers comes to nobody.
      this.to.end(chunk)
      this.#reset(this.#from)
      fuse.blown()
    } else if (this.to.writable) this.to.write(chunk)
    const isSeen = ({ direction, text }: State['watches'][number]): boolean =>
      direction === this.direction && chunk.includes(text)
    const seen = this.#state.watches.filter(isSeen)
    this.#state.watches = this.#state.watches.filter(watch => !seen.includes(watch))
    for (const { resolve } of seen) resolve()
  }
}

function waitOf(weather: Weather, bytes: number): number {
  if (weather.kind === 'delay') return weather.ms
  return weather.kind === 'rate' ? (bytes * 1_000) / weather.bytesPerSecond : 0
}
