// What the chat app shows, as one value that changes as a whole. Knows no client and no component.
import type { Connection, Place } from './bridge.ts'

/** A conversation in the list. */
export interface ConversationLine extends Place {
  readonly name: string
  readonly last: string
  readonly at: number
  readonly unread: number
}

/** A message of the conversation that is open. */
export interface MessageLine {
  readonly id: string
  readonly from: string
  readonly text: string
  readonly at: number
  readonly isOwn: boolean
  /** It was sent while this phone was away. */
  readonly wasOffline: boolean
}

/** A call that this phone is in, or is asked into. */
export interface CallLine {
  readonly callID: string
  readonly peer: string
  readonly phase: 'incoming' | 'outgoing' | 'talking'
}

/** The app. */
export interface ChatState {
  readonly user: string | undefined
  readonly connection: Connection
  readonly conversations: readonly ConversationLine[]
  readonly open: Place | undefined
  readonly messages: readonly MessageLine[]
  readonly call: CallLine | undefined
  /** What went wrong last, until the person does something else. */
  readonly problem: string
}

/** Before anybody logged in. */
export const emptyState: ChatState = {
  user: undefined,
  connection: 'out',
  conversations: [],
  open: undefined,
  messages: [],
  call: undefined,
  problem: '',
}

/** Most messages kept of the conversation that is open. */
const messagesMax = 200

/** Adds messages to those of the open conversation, each once, in the order in which they were sent. */
export function withMessages(messages: readonly MessageLine[], more: readonly MessageLine[]): readonly MessageLine[] {
  const byId = new Map([...messages, ...more].map(one => [one.id, one]))
  return [...byId.values()].toSorted((a, b) => a.at - b.at).slice(-messagesMax)
}

/** Whether two name the same conversation; users' ids differ in more than case. */
export function isSame(one: Place | undefined, other: Place): boolean {
  return one?.type === other.type && one.id.toLowerCase() === other.id.toLowerCase()
}

/** A value, and who is told when it changes. */
export class Store<T> {
  #value: T
  readonly #listeners = new Set<() => void>()

  constructor(value: T) {
    this.#value = value
  }

  /** The present value; the same object until it changes. */
  readonly get = (): T => this.#value

  /** Calls `run` after each change; returns how to stop. */
  readonly listen = (run: () => void): (() => void) => {
    this.#listeners.add(run)
    return () => this.#listeners.delete(run)
  }

  /** Replaces members. */
  change(members: Partial<T>): void {
    this.#value = { ...this.#value, ...members }
    for (const run of [...this.#listeners]) run()
  }
}
