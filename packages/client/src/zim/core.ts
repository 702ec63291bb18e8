// What all parts of a ZIM share: the session, the app's listeners, the book of conversations, and the names of messages of this device.
import type { Method, Params, Result } from '@posthouse/protocol/frames'
import type { Ports } from '../ports.ts'
import { refusal, refusalOf } from '../refusal.ts'
import type { Session } from '../session.ts'
import { ConversationBook } from './conversation-book.ts'
import type { Listeners } from './listeners.ts'

/** Most messages of this device whose entries are waited for. */
const ownMax = 1_000

/** See the head of the file. */
export class Core {
  readonly ports: Ports
  readonly listeners: Listeners
  readonly book: ConversationBook
  #session: Session | undefined
  readonly #own = new Set<string>()
  #lastLocal = 0
  #departures = 0

  constructor(ports: Ports, listeners: Listeners) {
    this.ports = ports
    this.listeners = listeners
    this.book = new ConversationBook({
      request: (method, params) => this.request(method, params),
      self: () => this.self(),
      changed: infoList => listeners.tell('conversationChanged', { infoList }),
      total: totalUnreadMessageCount =>
        listeners.tell('conversationTotalUnreadMessageCountUpdated', { totalUnreadMessageCount }),
      failed: cause => ports.log('info', 'conversations.failed', { code: refusalOf(cause).code }),
    })
  }

  /** Throws 6000002 after the end. */
  get session(): Session {
    if (this.#session === undefined) throw refusal('not-created')
    return this.#session
  }

  /** Gives it its session, or takes it away for good. */
  use(session: Session | undefined): void {
    this.#session = session
  }

  /** Who is logged in; empty = nobody. */
  self(): string {
    return this.#session?.selfId ?? ''
  }

  /** Calls a method of the server; rejects with a plain `{ code, message }`. */
  async request<M extends Method>(method: M, params: Params<M>): Promise<Result<M>> {
    return await this.session.request(method, params)
  }

  /** Throws 6000121 unless somebody is logged in. */
  demandLogin(): void {
    this.session.demandLogin()
  }

  /** A name for a message that is about to be sent: unlike that of any other message of this user, and with this installation's mark. */
  nextLocalId(): string {
    this.#lastLocal += 1
    const chance = Math.floor(this.ports.random() * 2 ** 40).toString(36)
    const mark = markOf(this.session.device ?? '')
    return `${mark}-${this.ports.clock.now().toString(36)}-${this.#lastLocal.toString(36)}-${chance}`
  }

  /** The entry of this message will come too, and is then no news. */
  awaitOwn(localId: string): void {
    this.#own.add(localId)
    const [oldest] = this.#own
    if (this.#own.size > ownMax && oldest !== undefined) this.#own.delete(oldest)
  }

  /** Calls a method whose entry will come to this device too, where it is no news; unless the server refuses. */
  async own<M extends Method>(name: string, method: M, params: Params<M>): Promise<Result<M>> {
    this.awaitOwn(name)
    try {
      return await this.request(method, params)
    } catch (cause) {
      this.awaitNoMore(name)
      throw cause
    }
  }

  /** No entry of this name will come: what it names was refused, or its entry is here. */
  awaitNoMore(localId: string): void {
    this.#own.delete(localId)
  }

  /** Whether a message was sent by this installation, in this run or an earlier one. */
  isOwn(localId: string | undefined): boolean {
    if (localId === undefined) return false
    const device = this.#session?.device
    return this.#own.has(localId) || (device !== undefined && localId.startsWith(`${markOf(device)}-`))
  }

  /** How often somebody left: what one user began is not the next one's to go on with. */
  get departures(): number {
    return this.#departures
  }

  /** Nobody is logged in any more: whoever comes next hears nothing of this user. */
  left(): void {
    this.#departures += 1
    this.book.clear()
    this.#own.clear()
  }

  /** Does work that nobody waits for. */
  background(work: Promise<unknown>): void {
    work.catch(cause => this.ports.log('warn', 'background.failed', { code: refusalOf(cause).code }))
  }
}

/** A device's mark in the names of its messages: short, and the same in every run (FNV-1a, 32 bits, over UTF-16 units). */
function markOf(device: string): string {
  let hash = 0x811c9dc5
  for (let index = 0; index < device.length; index += 1) {
    hash = Math.imul(hash ^ device.charCodeAt(index), 0x01000193) >>> 0
  }
  return hash.toString(36)
}
