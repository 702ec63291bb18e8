// A client for tests that speaks frames by hand over a real WebSocket: sends what it is told to, and keeps everything that comes.
import { once } from 'node:events'
import {
  type ClientFrame,
  decodeServerFrame,
  type Entry,
  encodeFrame,
  frameVersion,
  gatewayPath,
  type Method,
  type Result,
  readResult,
  type ServerFrame,
} from '@posthouse/protocol/frames'
import { WebSocket } from 'ws'

type Login = Extract<ClientFrame, { t: 'login' }>
type FrameOf<T extends ServerFrame['t']> = Extract<ServerFrame, { t: T }>

/** How a connection ended. */
export interface Ending {
  readonly code: number
  readonly reason: string
}

/** A connection. Disposing cuts it off, as a network does that is gone. */
export class RawClient implements Disposable {
  readonly web: WebSocket
  readonly frames: ServerFrame[] = []
  readonly ended: Promise<Ending>
  readonly #waiting = new Set<() => void>()
  #id = 0

  private constructor(web: WebSocket) {
    this.web = web
    web.on('message', data => {
      this.frames.push(decodeServerFrame(String(data)))
      for (const look of this.#waiting) look()
    })
    web.on('error', () => {})
    this.ended = new Promise(resolve =>
      web.on('close', (code, reason) => {
        resolve({ code, reason: String(reason) })
        for (const look of this.#waiting) look()
      }),
    )
  }

  /** Connects to a server by its base URL. */
  static async connect(url: string, headers: Readonly<Record<string, string>> = {}): Promise<RawClient> {
    const web = new WebSocket(url.replace(/^http/, 'ws') + gatewayPath, { headers, perMessageDeflate: false })
    const client = new RawClient(web)
    await once(web, 'open')
    return client
  }

  /** Sends a frame, or any text that is none. */
  send(frame: ClientFrame | string): void {
    this.web.send(typeof frame === 'string' ? frame : encodeFrame(frame))
  }

  /** Logs in; resolves with the answer, a welcome or a refusal. */
  async logIn(
    claim: Pick<Login, 'app' | 'user'> & Partial<Omit<Login, 't'>>,
  ): Promise<FrameOf<'welcome'> | FrameOf<'refused'>> {
    this.#id += 1
    const id = this.#id
    this.send({ t: 'login', v: frameVersion, id, device: 'phone', platform: 3, sdk: 'raw/1', ...claim })
    return await this.frame(
      (one): one is FrameOf<'welcome'> | FrameOf<'refused'> =>
        (one.t === 'welcome' || one.t === 'refused') && one.id === id,
    )
  }

  /** Asks; resolves with the answer, whichever it is. */
  async ask(method: string, params: unknown): Promise<FrameOf<'reply'> | FrameOf<'refused'>> {
    this.#id += 1
    const id = this.#id
    this.send({ t: 'request', id, method, params })
    return await this.frame(
      (one): one is FrameOf<'reply'> | FrameOf<'refused'> =>
        (one.t === 'reply' || one.t === 'refused') && one.id === id,
    )
  }

  /** Asks for what is to succeed; throws the refusal's sentence. */
  async call<M extends Method>(method: M, params: unknown): Promise<Result<M>> {
    const answer = await this.ask(method, params)
    if (answer.t === 'refused') throw new Error(`${method}: ${answer.code} ${answer.message}`)
    return readResult(method, answer.result)
  }

  /** Every entry so far, in the order of coming. */
  get entries(): readonly Entry[] {
    return this.frames.flatMap(frame => (frame.t === 'entries' ? frame.entries : []))
  }

  /** The last position that came. */
  get position(): number {
    return this.frames.reduce((last, frame) => (frame.t === 'entries' ? frame.position : last), 0)
  }

  /** Resolves with the first frame that matches, of those that came or will come. */
  async frame<F extends ServerFrame>(matches: (frame: ServerFrame) => frame is F): Promise<F> {
    await this.until(() => this.frames.some(matches))
    return this.frames.find(matches) as F
  }

  /** Resolves once its catch-up is over. */
  async caughtUp(): Promise<void> {
    await this.frame((one): one is FrameOf<'entries'> => one.t === 'entries' && one.isLast === true)
  }

  /** Resolves with the last frame before the end. */
  async bye(): Promise<FrameOf<'bye'>> {
    return await this.frame((one): one is FrameOf<'bye'> => one.t === 'bye')
  }

  /** Resolves once it is so, looked at with every frame; rejects where the connection ended before. */
  async until(isSo: () => boolean): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      const look = (): void => {
        const isOver = this.web.readyState === WebSocket.CLOSED
        if (!isSo() && !isOver) return
        this.#waiting.delete(look)
        if (isSo()) resolve()
        else reject(new Error(`the connection ended: ${JSON.stringify(this.frames.at(-1))}`))
      }
      this.#waiting.add(look)
      look()
    })
  }

  [Symbol.dispose](): void {
    this.web.terminate()
  }
}
