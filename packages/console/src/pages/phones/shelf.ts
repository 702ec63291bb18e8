// The shelf of phones: what a person or a vendor does to one, and what follows for its app, its vendor and its storage. After a reload of the
// page an app that ran starts again. Knows no component.
import type { PushEvent } from '@posthouse/client/push'
import type { Boot, Look, Order, Question, ToPhone } from '../../phone/bridge.ts'
import { eraseStorage } from '../../phone/keyed-storage.ts'
import { type Port, sentenceOf } from '../../phone/line.ts'
import { AppLink } from './app-link.ts'
import {
  type Delivery,
  deleted,
  type GivenToken,
  type Handset,
  killed,
  landed,
  type Note,
  noted,
  noticeOf,
  opened,
  showedOwn,
} from './handset.ts'
import { type Maker, makers } from './makers.ts'
import { PhoneMemory } from './phone-memory.ts'

/** What the sandbox does for phones. */
export interface SandboxApi {
  newToken(vendor: string): Promise<{ readonly token: string; readonly tokenMark: string }>
  setToken(vendor: string, token: string, state: 'active' | 'unregistered'): Promise<unknown>
  loginToken(user: string): Promise<string>
  /** Resolves with whether the vendor reports that at all. */
  report(report: {
    readonly vendor: string
    readonly token: string
    readonly vendorId: string
    readonly fate: 'arrived' | 'clicked'
  }): Promise<boolean>
}

/** What a shelf is made of. */
export interface ShelfParts {
  readonly api: SandboxApi
  readonly storage: Storage
  readonly now: () => number
  readonly sandbox: {
    readonly appId: number
    readonly server: string
    readonly startedAt: number
    readonly position: number
  }
  readonly makers: readonly Maker[]
  readonly look: () => Look
}

type Source = Maker['source']

/** See the head of the file. */
export class Shelf {
  readonly memory: PhoneMemory
  readonly #parts: ShelfParts
  readonly #links = new Map<Source, AppLink>()

  constructor(parts: ShelfParts) {
    this.#parts = parts
    this.memory = new PhoneMemory(parts.storage, parts.now, parts.makers, parts.sandbox.position)
  }

  /** Marks of the tokens whose pushes are wanted. */
  marks(): readonly string[] {
    return this.memory.all.flatMap(({ token }) => (token ? [token.mark] : []))
  }

  /** Users that are logged in on some phone, and those who usually have one. */
  people(): readonly string[] {
    const users = this.memory.all.flatMap(({ user }) => user ?? [])
    return [...new Set([...users, ...makers.map(({ user }) => user)])]
  }

  /** Brings tokens of an earlier sandbox to this one's vendors; a browser's names an address that is gone, and is asked for anew. */
  async adoptTokens(): Promise<void> {
    const { api, sandbox } = this.#parts
    for (const { source, token } of this.memory.all) {
      if (!token || token.sandboxStartedAt === sandbox.startedAt) continue
      if (source !== 'webpush') await api.setToken(source, token.text, 'active')
      const adopted = source === 'webpush' ? undefined : { ...token, sandboxStartedAt: sandbox.startedAt }
      this.memory.change(source, phone => ({ ...phone, token: adopted }))
    }
  }

  /** Starts the app, or brings it to the front; a tap on a notification hands it over. */
  open(source: Source, note?: Note): void {
    this.memory.change(source, (phone, now) => opened(phone, now, note?.id))
    this.#links.get(source)?.tell({ kind: 'front' })
    if (!note) return
    if (note.vendorId !== undefined) this.#report(source, note.vendorId, 'clicked')
    this.whenRunning(source).then(
      link => link.tell({ kind: 'notice', event: 'clicked', notice: note.notice }),
      cause => this.memory.note(source, 'phone', 'failed', sentenceOf(cause)),
    )
  }

  /** The screen is locked: the app goes on behind it. */
  lock(source: Source): void {
    this.memory.change(source, (phone, now) => noted({ ...phone, isFront: false }, now, 'phone', 'locked'))
  }

  /** The app's process ends in the middle of whatever it does. */
  kill(source: Source): void {
    this.#links.get(source)?.end()
    this.#links.delete(source)
    this.memory.change(source, (phone, now) => killed(phone, now))
  }

  /** Airplane mode off or on; what the vendor kept meanwhile comes when the network does. */
  setUp(source: Source, isUp: boolean): void {
    const { held } = this.memory.handset(source)
    const name = isUp ? 'networkUp' : 'networkDown'
    this.memory.change(source, (phone, now) =>
      noted({ ...phone, isUp, held: isUp ? [] : phone.held }, now, 'phone', name),
    )
    this.#links.get(source)?.tell({ kind: 'network', isUp })
    if (isUp) for (const push of held) this.#land(source, push)
  }

  /** The switch in the phone's settings. */
  allow(source: Source, isAllowed: boolean): void {
    const name = isAllowed ? 'allowed' : 'forbidden'
    this.memory.change(source, (phone, now) => noted({ ...phone, isAllowed }, now, 'phone', name))
  }

  /** Takes all notifications from the screen. */
  clear(source: Source): void {
    this.memory.change(source, phone => ({ ...phone, notes: [] }))
  }

  /** Deletes the app: its storage is erased, and its vendor learns that the token is dead. */
  async deleteApp(source: Source): Promise<void> {
    const { token } = this.memory.handset(source)
    this.kill(source)
    eraseStorage(this.#parts.storage, shelfName(source))
    this.memory.change(source, (phone, now) => deleted(phone, now))
    if (token) await this.#parts.api.setToken(source, token.text, 'unregistered')
  }

  /** Installs the app again, as new. */
  install(source: Source): void {
    eraseStorage(this.#parts.storage, shelfName(source))
    this.memory.change(source, (phone, now) => noted({ ...phone, isInstalled: true }, now, 'phone', 'installed'))
  }

  /** Has the app do something, once it runs; rejects with the client's error. */
  async order(source: Source, order: Order): Promise<unknown> {
    if (!this.memory.handset(source).isRunning) this.open(source)
    try {
      const link = await this.whenRunning(source)
      return await link.order(order)
    } catch (cause) {
      this.memory.note(source, 'phone', 'failed', sentenceOf(cause))
      throw cause
    }
  }

  /** A vendor brought a push; `position` is where the next look begins. */
  receive(deliveries: readonly Delivery[], position: number): void {
    this.memory.position = position
    for (const push of deliveries) {
      const to = this.memory.all.find(({ token }) => token?.mark === push.tokenMark)
      if (to) this.#land(to.source, push)
    }
  }

  /** The app's page is loaded and has this end of a line. */
  attach(source: Source, port: Port): void {
    const link = new AppLink(port, {
      ask: question => this.#answer(source, question),
      told: word => this.#told(source, word),
    })
    this.#links.set(source, link)
    link.tell({ kind: 'boot', boot: this.#bootOf(source) })
    this.memory.tell()
  }

  /** The console looks different now. */
  dress(look: Look): void {
    for (const link of this.#links.values()) link.tell({ kind: 'look', look })
  }

  /** Resolves with the line to the app once it runs; rejects when it takes too long. */
  async whenRunning(source: Source): Promise<AppLink> {
    return await this.memory.until(() => this.#links.get(source))
  }

  #bootOf(source: Source): Boot {
    const { sandbox, look } = this.#parts
    const maker = this.#parts.makers.find(one => one.source === source)
    const { user, isUp } = this.memory.handset(source)
    return {
      source,
      platform: maker?.platform ?? 0,
      appId: sandbox.appId,
      server: sandbox.server,
      shelf: shelfName(source),
      user: user ?? maker?.user ?? '',
      people: this.people(),
      isUp,
      look: look(),
    }
  }

  async #answer(source: Source, question: Question): Promise<unknown> {
    switch (question.what) {
      case 'permission':
        return this.memory.handset(source).isAllowed
      case 'login-token':
        return await this.#parts.api.loginToken(question.user)
      case 'device-token': {
        this.memory.note(source, 'phone', 'asksToken')
        const { text, mark } = await this.#tokenOf(source)
        this.memory.note(source, 'vendor', 'tokenGiven', mark)
        return { source, token: text, ...(source === 'apns' ? { environment: 'production' } : {}) }
      }
    }
  }

  async #tokenOf(source: Source): Promise<GivenToken> {
    await this.adoptTokens()
    const { token } = this.memory.handset(source)
    if (token) return token
    const { api, sandbox } = this.#parts
    const given = await api.newToken(source)
    const fresh = { text: given.token, mark: given.tokenMark, sandboxStartedAt: sandbox.startedAt }
    this.memory.change(source, phone => ({ ...phone, token: fresh }))
    return fresh
  }

  #told(source: Source, word: Exclude<ToPhone, { kind: 'ask' | 'done' | 'failed' }>): void {
    switch (word.kind) {
      case 'event':
        this.memory.note(source, 'sdk', word.name, String(word.data))
        if (word.name === 'registered') this.#registered(source, String(word.data))
        return
      case 'user':
        this.memory.change(source, phone => ({ ...phone, user: userAfter(phone, word), connection: word.connection }))
        return
      case 'badge':
        this.memory.change(source, phone => ({ ...phone, badge: word.count }))
        return
      case 'own':
        this.memory.change(source, (phone, now) => showedOwn(phone, word.notification, now))
        return
    }
  }

  #registered(source: Source, data: string): void {
    const { pushID, errorCode } = JSON.parse(data) as { readonly pushID?: string; readonly errorCode?: number }
    if (errorCode === 0 && pushID) this.memory.change(source, phone => ({ ...phone, pushId: pushID }))
  }

  #land(source: Source, push: Delivery): void {
    const { phone, landing } = landed(this.memory.handset(source), push)
    this.memory.change(source, () => phone)
    const maker = this.#parts.makers.find(one => one.source === source)
    const tell = (event: PushEvent, notice = noticeOf(source, push)): void =>
      this.#links.get(source)?.tell({ kind: 'notice', event, notice })
    if (landing === 'shown') {
      if (maker?.tellsArrival) tell('arrived')
      this.#report(source, push.vendorId, 'arrived')
    }
    if (landing === 'data' && maker?.tellsData) tell('through')
  }

  /** As the vendor does; those that report nothing are left alone. */
  #report(source: Source, vendorId: string, fate: 'arrived' | 'clicked'): void {
    const { token } = this.memory.handset(source)
    if (!token) return
    this.#parts.api.report({ vendor: source, token: token.text, vendorId, fate }).then(
      isReported => {
        if (isReported)
          this.memory.note(source, 'vendor', fate === 'arrived' ? 'reportsArrival' : 'reportsTap', vendorId)
      },
      cause => this.memory.note(source, 'vendor', 'failed', sentenceOf(cause)),
    )
  }
}

/** A login under way is still that of the user who was here; only who is out is nobody. */
function userAfter({ user }: Handset, word: Extract<ToPhone, { kind: 'user' }>): string | undefined {
  return word.user ?? (word.connection === 'out' ? undefined : user)
}

/** What the keys of a phone's storage begin with. */
function shelfName(source: Source): string {
  return `phone.${source}.`
}
