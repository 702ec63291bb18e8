// The chat app behind its screens: ZIM and ZPNs as any app uses them. One for each start of the app.
import { ZIM, type ZIMConversation, type ZIMMessage, ZPNs } from '@posthouse/client'
import { usePush as namePush } from '@posthouse/client/push'
import type { Boot, Connection, Order, Place } from './bridge.ts'
import { CallDesk, type CallWords } from './call-desk.ts'
import { createEars } from './ears.ts'
import { type Line, sentenceOf } from './line.ts'
import { payloadFor, placeIn } from './payload.ts'
import type { Platform } from './platform.ts'
import {
  type ChatState,
  type ConversationLine,
  emptyState,
  isSame,
  type MessageLine,
  Store,
  withMessages,
} from './state.ts'

const userKey = 'app.user'
const pageSize = 50
const production = 0
/** ZIM's states of the connection, in their order. */
const connections: readonly Connection[] = ['out', 'connecting', 'connected', 'reconnecting']

/** What an app is made of. */
export interface ChatParts {
  readonly boot: Boot
  readonly line: Line
  readonly platform: Platform
  /** In the language that the phone speaks now. */
  readonly callWords: () => CallWords
}

/** See the head of the file. */
export class ChatClient {
  readonly store: Store<ChatState> = new Store(emptyState)
  readonly calls: CallDesk
  readonly #parts: ChatParts
  readonly #zim: ZIM
  /** Where a tap leads once somebody is logged in. */
  #tapped: Place | undefined

  constructor(parts: ChatParts) {
    const { boot, platform, line } = parts
    this.#parts = parts
    namePush(platform.push)
    ZIM.create({ appID: boot.appId, server: boot.server, ports: platform.ports })
    const zim = ZIM.getInstance()
    this.#zim = zim
    const ears = createEars(zim, ZPNs.getInstance(), line)
    this.calls = new CallDesk({ zim, ears, store: this.store, words: parts.callWords })
    ears.onZim('connectionStateChanged', ({ state }) => this.#connection(state))
    ears.onZim('conversationChanged', () => this.#try(this.#loadConversations()))
    ears.onZim('peerMessageReceived', told => this.#received(told, 0))
    ears.onZim('groupMessageReceived', told => this.#received(told, 2))
    ears.onZim('tokenWillExpire', () => this.#try(this.#renew()))
    ears.onPush('registered')
    ears.onPush('notificationArrived')
    ears.onPush('throughMessageReceived')
    ears.onPush('notificationClicked', message => this.#clicked(message.payload))
  }

  /** What an app does when it starts: asks for leave, registers with its maker, and logs in who was here last. */
  async start(): Promise<void> {
    const zpns = ZPNs.getInstance()
    await zpns.applyNotificationPermission()
    const isGoogle = this.#parts.boot.source === 'fcm'
    const makers = { enableHWPush: true, enableMiPush: true, enableOppoPush: true, enableVivoPush: true }
    await ZPNs.setPushConfig({ enableFCMPush: isGoogle, ...makers })
    const foreground = { isPresentAlert: true, isPresentSound: true, isPresentBadge: true }
    await zpns.registerPush({ iOSEnvironment: production, iOSNotificationArrivedConfig: foreground })
    const kept = await this.#shelf?.get(userKey)
    if (kept !== undefined) await this.login(kept)
  }

  /** Does what the phone orders. Rejects with ZIM's error. */
  async obey(order: Order): Promise<unknown> {
    switch (order.do) {
      case 'login':
        return await this.login(order.user)
      case 'logout':
        return await this.logout()
      case 'send':
        await this.open({ id: order.to, type: 0 })
        return await this.send(order.text)
      case 'open':
        return await this.open(order.place)
    }
  }

  /** Logs in with a token that the app's own server would make. */
  async login(user: string): Promise<void> {
    const token = await this.#parts.line.ask({ what: 'login-token', user })
    await this.#zim.login(user, { userName: user, token })
    await this.#shelf?.set(userKey, user)
    this.store.change({ user, problem: '' })
    this.#tellUser()
    this.seen()
    await this.#loadConversations()
    const place = this.#tapped
    this.#tapped = undefined
    if (place) await this.open(place)
  }

  /** The person looks at the app: what its icon counted is seen. */
  seen(): void {
    if (this.store.get().user === undefined) return
    ZPNs.getInstance().setLocalBadge(0)
    ZPNs.getInstance().setServerBadge(0)
  }

  /** Logs out: this phone gets no pushes for the user any more. */
  async logout(): Promise<void> {
    await this.#shelf?.remove(userKey)
    await this.#zim.logout()
    this.store.change({ ...emptyState })
    this.#tellUser()
  }

  /** Opens a conversation, or goes back to the list. */
  async open(place: Place | undefined): Promise<void> {
    this.store.change({ open: place, messages: [], problem: '' })
    if (!place) return
    const { messageList } = await this.#zim.queryHistoryMessage(place.id, place.type, {
      count: pageSize,
      reverse: true,
    })
    if (!isSame(this.store.get().open, place)) return
    const lines = messageList.map(message => this.#line(message, false))
    this.store.change({ messages: withMessages(this.store.get().messages, lines) })
    if (lines.length > 0) await this.#read(place)
  }

  /** Sends to the open conversation, with a push for who is away; resolves with the message's id. */
  async send(text: string): Promise<string> {
    const { open, user = '' } = this.store.get()
    if (!open) throw new Error('no conversation is open')
    const at: Place = open.type === 0 ? { id: user, type: 0 } : { id: open.id, type: 2 }
    const pushConfig = { title: user, content: text, payload: payloadFor(at) }
    const sent = await this.#zim.sendMessage({ type: 1, message: text }, open.id, open.type, {
      priority: 2,
      pushConfig,
    })
    this.store.change({
      messages: withMessages(this.store.get().messages, [this.#line(sent.message, false)]),
      problem: '',
    })
    return sent.message.messageID ?? ''
  }

  /** Makes a group and opens it. */
  async createGroup(name: string, users: readonly string[]): Promise<void> {
    const info = { groupID: '', groupName: name, groupAvatarUrl: '' }
    const { groupInfo } = await this.#zim.createGroup(info, [...users])
    await this.open({ id: groupInfo.baseInfo.groupID, type: 2, name })
  }

  /** Shows why something did not work. */
  complain(cause: unknown): void {
    this.store.change({ problem: sentenceOf(cause) })
  }

  /** Who most likely uses this phone. */
  get suggestedUser(): string {
    return this.#parts.boot.user
  }

  /** Whom one could write to. */
  get people(): readonly string[] {
    return this.#parts.boot.people
  }

  get #shelf() {
    return this.#parts.platform.ports.shelf
  }

  #connection(state: number): void {
    const connection = connections[state] ?? 'out'
    this.store.change(connection === 'out' ? { ...emptyState } : { connection })
    this.#tellUser()
  }

  #tellUser(): void {
    const { user, connection } = this.store.get()
    this.#parts.line.tell({ kind: 'user', user, connection })
  }

  async #renew(): Promise<void> {
    const { user } = this.store.get()
    if (user !== undefined) await this.#zim.renewToken(await this.#parts.line.ask({ what: 'login-token', user }))
  }

  async #loadConversations(): Promise<void> {
    const { conversationList } = await this.#zim.queryConversationList({ count: pageSize }, {})
    this.store.change({ conversations: conversationList.map(conversationLine) })
  }

  #received(
    told: {
      readonly messageList: readonly ZIMMessage[]
      readonly fromConversationID: string
      readonly info: { readonly isOfflineMessage: boolean }
    },
    type: Place['type'],
  ): void {
    const place = { id: told.fromConversationID, type }
    if (!isSame(this.store.get().open, place)) return
    const lines = told.messageList.map(message => this.#line(message, told.info.isOfflineMessage))
    this.store.change({ messages: withMessages(this.store.get().messages, lines) })
    this.#try(this.#read(place))
  }

  async #read(place: Place): Promise<void> {
    await this.#zim.clearConversationUnreadMessageCount(place.id, place.type)
  }

  #clicked(payload: string): void {
    const place = placeIn(payload)
    if (!place) return
    if (this.store.get().user === undefined) this.#tapped = place
    else this.#try(this.open(place))
  }

  #line(message: ZIMMessage, wasOffline: boolean): MessageLine {
    const { messageID = '', senderUserID = '', timestamp = 0, message: text, direction, type } = message
    const shown = typeof text === 'string' ? text : `[${type}]`
    return { id: messageID, from: senderUserID, text: shown, at: timestamp, isOwn: direction === 0, wasOffline }
  }

  #try(work: Promise<unknown>): void {
    work.catch(cause => this.complain(cause))
  }
}

function conversationLine({
  conversationID: id,
  type,
  conversationName,
  lastMessage,
  unreadMessageCount: unread,
}: ZIMConversation): ConversationLine {
  const text = lastMessage?.message
  const last = typeof text === 'string' ? text : ''
  const name = conversationName === '' ? id : conversationName
  return { id, type: type === 2 ? 2 : 0, name, last, at: lastMessage?.timestamp ?? 0, unread }
}
