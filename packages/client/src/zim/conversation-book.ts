// What this client knows of the user's conversations: kept up to date by entries, so that `conversationChanged` and the unread total can
// be told without asking the server for each message. What it does not know it asks once. In memory only.
import {
  type Method,
  type Params,
  pageMax,
  type Result,
  type WireConversation,
  type WireMessage,
} from '@posthouse/protocol/frames'
import { isPassing, refusalOf } from '../refusal.ts'
import { zimConversation } from './conversation-shape.ts'
import { ZIMConversationEvent } from './enums/conversation.ts'
import { conversationOf, zimMessage } from './message-shape.ts'
import type { ZIMConversation, ZIMConversationChangeInfo } from './surface/conversations.ts'

/** What the book needs. */
export interface BookPorts {
  request<M extends Method>(method: M, params: Params<M>): Promise<Result<M>>
  self(): string
  changed(infoList: ZIMConversationChangeInfo[]): void
  total(unread: number): void
  failed(cause: unknown): void
}

/** Names a conversation. */
export interface Which {
  readonly id: string
  readonly type: 0 | 2
}

/** What a catch-up brought of a conversation: the number of its first message, where there was one. */
interface Touched extends Which {
  readonly seq: number | undefined
}

/** Most conversations that are remembered; the longest known goes first. */
const knownMax = 1_000
/** Most conversations with news that are remembered until the end of a catch-up; the first named go first. */
const touchedMax = 1_000
/** Most changes that wait for answers of the server. What comes beyond them is told together, when they are done. */
const waitingMax = 1_000
/** Most conversations that are asked for one by one after a catch-up; the others are in the app's next query. */
const askedMax = 50

/** See the head of the file. */
export class ConversationBook {
  readonly #ports: BookPorts
  readonly #known = new Map<string, ZIMConversation>()
  readonly #lastSeqs = new Map<string, number>()
  #touched = new Map<string, Touched>()
  #total: number | undefined
  /** Whose changes wait: one more with each user. */
  #reader = 0
  /** Changes are made one after the other, because some of them ask the server. */
  #work: Promise<void> = Promise.resolve()
  #waiting = 0
  /** More came than may wait: what is known may be wrong. */
  #isBehind = false

  constructor(ports: BookPorts) {
    this.#ports = ports
  }

  /** Forgets everything. */
  clear(): void {
    this.#known.clear()
    this.#lastSeqs.clear()
    this.#touched = new Map()
    this.#total = undefined
    this.#reader += 1
  }

  /** A conversation had news while the client was away; told of by {@link caughtUp}. */
  touch(which: Which, seq?: number): void {
    this.#remember({ ...which, seq: this.#touched.get(keyOf(which))?.seq ?? seq })
  }

  /** The catch-up is over: tells of what was touched, and of the unread total. */
  caughtUp(): void {
    const touched = this.#touched
    this.#touched = new Map()
    this.#enqueue(async () => {
      if (touched.size > 0) this.#tell(await this.#fresh(touched))
    }, [...touched.values()])
    this.#enqueue(() => this.#askTotal())
  }

  /** A message arrived, or was sent from here; its position sorts the conversation. */
  message(message: WireMessage, position: number): void {
    const which = { id: conversationOf(message, this.#ports.self()), type: message.conversationType }
    let isKnown = false
    this.#enqueue(async () => {
      const known = this.#known.get(keyOf(which))
      isKnown = known !== undefined
      if (known) this.#advance(known, message, position)
      else this.#tell([await this.#ask(which, message.seq)])
    }, [{ ...which, seq: message.seq }])
    this.#enqueue(() => this.#askTotal(isKnown))
  }

  /** Something of a conversation changed that only the server knows whole: read elsewhere, disturbed no more, a message taken back. */
  refresh(which: Which): void {
    this.#enqueue(async () => {
      this.#tell([await this.#ask(which)])
    }, [{ ...which, seq: undefined }])
    this.#enqueue(() => this.#askTotal())
  }

  /** The user is a member again. */
  enable(which: Which): void {
    this.#enqueue(async () => {
      if (this.#known.get(keyOf(which))?.isConversationDisabled) this.#tell([await this.#ask(which)])
    })
  }

  /** Everything was read. */
  allRead(): void {
    this.#enqueue(async () => {
      const unread = [...this.#known.values()].filter(one => one.unreadMessageCount > 0)
      this.#tell(
        unread.map(one => ({
          event: ZIMConversationEvent.Updated,
          conversation: this.#put({ ...one, unreadMessageCount: 0, mentionedInfoList: [] }),
        })),
      )
      await this.#askTotal()
    })
  }

  /** The user is no member any more, or the other side does not exist. */
  disable(which: Which): void {
    this.#enqueue(async () => {
      const known = this.#known.get(keyOf(which)) ?? (await this.#ask(which)).conversation
      const conversation = { ...known, isConversationDisabled: true, ...(which.type === 2 ? { isDisabled: true } : {}) }
      this.#tell([{ event: ZIMConversationEvent.Disabled, conversation: this.#put(conversation) }])
    })
  }

  /** It was deleted, here or on another device. */
  remove(which: Which): void {
    this.#touched.delete(keyOf(which))
    this.#enqueue(async () => {
      const known = this.#known.get(keyOf(which))
      this.#known.delete(keyOf(which))
      this.#lastSeqs.delete(keyOf(which))
      if (known) this.#tell([{ event: ZIMConversationEvent.Deleted, conversation: known }])
      await this.#askTotal()
    })
  }

  /** The server told of these: they are known from now on. */
  learn(conversations: readonly ZIMConversation[]): void {
    for (const one of conversations) this.#put(one)
  }

  #advance(known: ZIMConversation, message: WireMessage, position: number): void {
    const key = keyOf({ id: known.conversationID, type: message.conversationType })
    if (message.seq <= (this.#lastSeqs.get(key) ?? 0)) return
    const self = this.#ports.self()
    const isCounted = message.from !== self && message.isQuiet !== true
    const conversation = this.#put({
      ...known,
      lastMessage: zimMessage(message, self),
      orderKey: Math.max(known.orderKey, position),
      unreadMessageCount: known.unreadMessageCount + (isCounted ? 1 : 0),
      mentionedInfoList: mentionsWith(known, message, self),
    })
    this.#lastSeqs.set(key, message.seq)
    if (isCounted && known.notificationStatus === 1 && this.#total !== undefined) this.#total += 1
    this.#tell([{ event: ZIMConversationEvent.Updated, conversation }])
    if (isCounted && this.#total !== undefined) this.#ports.total(this.#total)
  }

  async #fresh(touched: ReadonlyMap<string, Touched>): Promise<ZIMConversationChangeInfo[]> {
    const { conversations } = await this.#ports.request('conversation.list', { count: pageMax })
    const self = this.#ports.self()
    const infos: ZIMConversationChangeInfo[] = []
    const left = new Map(touched)
    for (const one of conversations) {
      const key = keyOf(one)
      if (!left.delete(key)) continue
      infos.push({ event: eventOf(one, touched.get(key)?.seq), conversation: this.#put(zimConversation(one, self)) })
    }
    for (const which of [...left.values()].slice(0, askedMax)) {
      const info = await this.#ask(which, which.seq).catch(cause => this.#demandAgain(cause))
      if (info) infos.push(info)
    }
    return infos
  }

  /** One conversation that is there no more does not stand in the way of the others; a lost connection does. */
  #demandAgain(cause: unknown): undefined {
    if (isPassing(refusalOf(cause).code)) throw cause
    this.#ports.failed(cause)
  }

  /** `seq` is that of the message that is news. */
  async #ask({ id, type }: Which, seq?: number): Promise<ZIMConversationChangeInfo> {
    const { conversation } = await this.#ports.request('conversation.find', {
      conversationId: id,
      conversationType: type,
    })
    const event = eventOf(conversation, seq)
    return { event, conversation: this.#put(zimConversation(conversation, this.#ports.self())) }
  }

  async #askTotal(isKnown = false): Promise<void> {
    if (isKnown && this.#total !== undefined) return
    const { unread } = await this.#ports.request('conversation.unread', {})
    if (unread === this.#total) return
    this.#total = unread
    this.#ports.total(unread)
  }

  #put(conversation: ZIMConversation): ZIMConversation {
    const key = `${conversation.type}:${conversation.conversationID}`
    this.#known.set(key, conversation)
    this.#lastSeqs.set(key, Math.max(this.#lastSeqs.get(key) ?? 0, conversation.lastMessage?.messageSeq ?? 0))
    const [oldest] = this.#known.keys()
    if (this.#known.size > knownMax && oldest !== undefined) {
      this.#known.delete(oldest)
      this.#lastSeqs.delete(oldest)
    }
    return conversation
  }

  #tell(infoList: ZIMConversationChangeInfo[]): void {
    if (infoList.length > 0) this.#ports.changed(infoList.map(info => ({ ...info, action: actions[info.event] })))
  }

  /** `touched` = what is told after the next catch-up if a lost connection keeps it from being told now. */
  #enqueue(change: () => Promise<void>, touched: readonly Touched[] = []): void {
    if (this.#waiting >= waitingMax) {
      this.#isBehind = true
      for (const { seq, ...which } of touched) this.touch(which, seq)
      return
    }
    const reader = this.#reader
    this.#waiting += 1
    const own = (): Promise<void> | undefined => (reader === this.#reader ? change() : undefined)
    const failed = (cause: unknown): void => {
      this.#ports.failed(cause)
      if (reader !== this.#reader || !isPassing(refusalOf(cause).code)) return
      for (const one of touched) this.#remember({ ...one, seq: one.seq ?? this.#touched.get(keyOf(one))?.seq })
    }
    this.#work = this.#work
      .then(own)
      .catch(failed)
      .then(() => this.#done())
  }

  #remember(one: Touched): void {
    this.#touched.set(keyOf(one), one)
    const [oldest] = this.#touched.keys()
    if (this.#touched.size > touchedMax && oldest !== undefined) this.#touched.delete(oldest)
  }

  /** What was left out is not known any more, and is asked for anew once nothing waits. */
  #done(): void {
    this.#waiting -= 1
    if (this.#waiting > 0 || !this.#isBehind) return
    this.#isBehind = false
    this.#known.clear()
    this.#lastSeqs.clear()
    this.#total = undefined
    this.caughtUp()
  }
}

/** 3.x numbers the same changes otherwise (spec/zego.md §0.3): added, updated, disabled (an update there), deleted. */
const actions = [0, 2, 2, 1] as const

/** Added with its first message, which of a group is the first after the user came, and of one that was deleted the first after that. */
function eventOf({ firstSeq = 1 }: WireConversation, seq: number | undefined): ZIMConversationEvent {
  return seq === firstSeq ? ZIMConversationEvent.Added : ZIMConversationEvent.Updated
}

/** Users' ids differ in more than case. */
function keyOf({ id, type }: Which): string {
  return `${type}:${type === 0 ? id.toLowerCase() : id}`
}

function mentionsWith(
  known: ZIMConversation,
  message: WireMessage,
  self: string,
): ZIMConversation['mentionedInfoList'] {
  const isMe = message.mentioned?.includes(self) === true
  const type = (isMe ? 1 : 0) + (message.mentionsAll ? 2 : 0)
  if (type === 0 || message.from === self) return known.mentionedInfoList
  const one = { messageID: message.id, messageSeq: message.seq, fromUserID: message.from, type: type as 1 | 2 | 3 }
  return [...known.mentionedInfoList, one]
}
