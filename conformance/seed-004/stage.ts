// The stage of seed 004: a whole server with its simulators, phones that run the seed's code, and who receives what.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Delivered, Simulator } from '@posthouse/vendors/simulators'
import { startTestServer, type TestServer } from '../../packages/server/src/sandbox/test-server.ts'
import { Phone } from '../phones/phone.ts'

/** The vendors that seed 004 names and that have a simulator; a device of each kind is told apart by its token. */
export type Maker = 'apns' | 'xiaomi'

const packageName = 'com.example.chat'
/** Tokens of the demo's own users have the first numbers. */
const firstToken = 100
/** Short, so that a frozen phone is pushed to while a test watches, ms. */
const ackWaitMs = 1_000

/** See the head of the file. Closing kills the phones and stops the server. */
export class Stage implements AsyncDisposable {
  readonly server: TestServer
  readonly #folder: string
  readonly #owned: AsyncDisposableStack
  #phones = 0

  private constructor(server: TestServer, folder: string, owned: AsyncDisposableStack) {
    this.server = server
    this.#folder = folder
    this.#owned = owned
  }

  static async open(): Promise<Stage> {
    await using opened = new AsyncDisposableStack()
    const folder = await mkdtemp(join(tmpdir(), 'posthouse-phones-'))
    opened.defer(() => rm(folder, { recursive: true, force: true }))
    const server = opened.use(await startTestServer())
    await server.admin('PUT', 'settings', { chat: { ackWaitMs } })
    return new Stage(server, folder, opened.move())
  }

  /** A new handset of a maker: what it keeps, and the token that its vendor gives it. */
  handset(maker: Maker): Handset {
    this.#phones += 1
    const token = this.#simulator(maker).newToken(packageName, firstToken + this.#phones)
    return { maker, token, shelf: join(this.#folder, `${this.#phones}.json`) }
  }

  /** Starts the app on a handset, registers for pushes as the seed does, and logs in. */
  async open(handset: Handset, user: string): Promise<Phone> {
    const { appId, appSign } = this.server.demo
    const { maker, token, shelf } = handset
    const tokens = [{ source: maker, token, ...(maker === 'apns' ? { environment: 'production' as const } : {}) }]
    const phone = this.#owned.use(await Phone.start({ appID: appId, appSign, server: this.server.url, shelf, tokens }))
    await phone.order({ do: 'permit' })
    await phone.order({ do: 'configure' })
    await phone.order({ do: 'register' })
    await phone.event('registered')
    await phone.order({ do: 'login', user })
    return phone
  }

  /** What the vendor showed on a handset. */
  shown({ maker, token }: Handset): readonly Delivered[] {
    return this.#simulator(maker).delivered.filter(push => push.token === token)
  }

  /** Resolves with the first notification on a handset, shown already or to come. */
  async notification(handset: Handset): Promise<Delivered> {
    const [first] = this.shown(handset)
    if (first) return first
    return new Promise((resolve, reject) => {
      const deadline = AbortSignal.timeout(15_000)
      const stop = this.#simulator(handset.maker).onDelivered(push => {
        if (push.token !== handset.token) return
        stop()
        resolve(push)
      })
      deadline.addEventListener('abort', () => reject(new Error('no notification came')), { once: true })
    })
  }

  #simulator(maker: Maker): Simulator {
    const simulator = this.server.simulators.get(maker)
    if (!simulator) throw new Error(`no simulator of ${maker}`)
    return simulator
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#owned.disposeAsync()
  }
}

/** A phone with or without its app running. */
export interface Handset {
  readonly maker: Maker
  readonly token: string
  /** The file in which the app keeps what outlives it. */
  readonly shelf: string
}
