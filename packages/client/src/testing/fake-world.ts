// The world of the client's tests: a clock that stands still until it is moved, a shelf that can fail, and a server that speaks frames
// over sockets in memory.
import { type ClientFrame, decodeClientFrame, encodeFrame, type ServerFrame } from '@posthouse/protocol/frames'
import type { LinkEvents, Ports, Shelf } from '../ports.ts'

interface Timer {
  atMs: number
  readonly run: () => void
}

/** A clock that a test moves. */
export class FakeClock {
  nowMs = 1_700_000_000_000
  #timers: Timer[] = []

  now(): number {
    return this.nowMs
  }

  after(delayMs: number, run: () => void): () => void {
    const timer = { atMs: this.nowMs + delayMs, run }
    this.#timers.push(timer)
    return () => {
      this.#timers = this.#timers.filter(one => one !== timer)
    }
  }

  /** The person sets the clock back; timers run on as they would have. */
  setBack(ms: number): void {
    this.nowMs -= ms
    this.#timers = this.#timers.map(timer => Object.assign(timer, { atMs: timer.atMs - ms }))
  }

  /** Moves on, runs what is due in order, and lets promises settle in between. */
  async advance(ms: number): Promise<void> {
    const untilMs = this.nowMs + ms
    await settled()
    for (;;) {
      const due = this.#timers.filter(({ atMs }) => atMs <= untilMs).sort((a, b) => a.atMs - b.atMs)[0]
      if (due === undefined) break
      this.#timers = this.#timers.filter(one => one !== due)
      this.nowMs = Math.max(this.nowMs, due.atMs)
      due.run()
      await settled()
    }
    this.nowMs = untilMs
  }
}

/** Resolves when all promises that can settle have. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 3; turn += 1) await new Promise(resolve => setImmediate(resolve))
}

/** One socket, from the server's side. */
export class FakeLink {
  readonly url: string
  readonly frames: ClientFrame[] = []
  readonly #events: LinkEvents
  isClosed = false

  constructor(url: string, events: LinkEvents) {
    this.url = url
    this.#events = events
  }

  open(): void {
    this.#events.opened()
  }

  say(frame: ServerFrame): void {
    this.#events.received(encodeFrame(frame))
  }

  /** Says any text. */
  mutter(text: string): void {
    this.#events.received(text)
  }

  /** The server, or the network, ends it. */
  cut(code = 1006): void {
    if (!this.isClosed) this.#events.closed(code)
    this.isClosed = true
  }

  /** The frames of one kind, in the order in which they came. */
  of<T extends ClientFrame['t']>(t: T): Extract<ClientFrame, { t: T }>[] {
    return this.frames.filter((frame): frame is Extract<ClientFrame, { t: T }> => frame.t === t)
  }

  take(text: string): void {
    this.frames.push(decodeClientFrame(text))
  }
}

/** A server, a clock and a shelf. */
export class FakeWorld {
  readonly clock: FakeClock = new FakeClock()
  readonly links: FakeLink[] = []
  readonly shelf: Map<string, string> = new Map()
  readonly lines: string[] = []
  wake: () => void = () => {}
  /** Called before the shelf keeps anything. */
  beforeKeep: (key: string, value: string) => Promise<void> = async () => {}

  /** The newest socket. */
  get link(): FakeLink {
    const link = this.links[this.links.length - 1]
    if (link === undefined) throw new Error('no socket was opened')
    return link
  }

  ports(): Ports {
    return {
      clock: this.clock,
      random: () => 0.5,
      platform: 6,
      shelf: this.#shelf(),
      transport: {
        open: (url, events) => {
          const link = new FakeLink(url, events)
          this.links.push(link)
          return {
            send: text => link.take(text),
            close: () => {
              link.isClosed = true
            },
          }
        },
      },
      onWake: run => {
        this.wake = run
        return () => {}
      },
      log: (level, event) => {
        this.lines.push(`${level} ${event}`)
      },
    }
  }

  /** Opens the newest socket and lets the login in. */
  async welcome(more: Partial<Extract<ServerFrame, { t: 'welcome' }>> = {}): Promise<void> {
    await settled()
    this.link.open()
    const login = this.link.of('login')[0]
    if (login === undefined) throw new Error('nobody logged in')
    this.link.say({
      t: 'welcome',
      id: login.id,
      session: 's1',
      nowMs: this.clock.nowMs,
      heartbeatMs: 10_000,
      timeoutMs: 30_000,
      cursor: login.cursor ?? 0,
      isNewDevice: login.cursor === undefined,
      user: { id: login.user, name: '', avatarUrl: '', extendedData: '' },
      ...more,
    })
    await settled()
  }

  /** The requests of a method that the newest socket got. */
  requests(method: string): Extract<ClientFrame, { t: 'request' }>[] {
    return this.link.of('request').filter(frame => frame.method === method)
  }

  /** Answers the newest request of a method. */
  async answer(method: string, result: unknown): Promise<void> {
    const request = this.requests(method).pop()
    if (request === undefined) throw new Error(`${method} was not called`)
    this.link.say({ t: 'reply', id: request.id, result })
    await settled()
  }

  #shelf(): Shelf {
    return {
      get: async key => this.shelf.get(key),
      set: async (key, value) => {
        await this.beforeKeep(key, value)
        this.shelf.set(key, value)
      },
      remove: async key => {
        this.shelf.delete(key)
      },
    }
  }
}
