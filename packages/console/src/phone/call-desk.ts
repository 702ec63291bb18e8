// Calls of the chat app: invite, accept, reject, hang up, and what comes of it. Advanced mode, in which somebody can end a call that was answered.
import type { ZIM } from '@posthouse/client'
import type { Ears } from './ears.ts'
import { payloadFor } from './payload.ts'
import type { CallLine, ChatState, Store } from './state.ts'

/** Words that pushes of calls carry. */
export interface CallWords {
  readonly title: (from: string) => string
  readonly content: string
  /** Of the push that says to a phone that is away that nobody rings any more. */
  readonly missed: (from: string) => string
  readonly missedContent: string
}

/** What it is made of. */
export interface CallDeskParts {
  readonly zim: ZIM
  readonly ears: Ears
  readonly store: Store<ChatState>
  /** In the language that the phone speaks now. */
  readonly words: () => CallWords
}

const advanced = 1
const ringSeconds = 60
/** Of `callUserStateChanged`: accepted; rejected, cancelled, offline, timed out, quit, ended, withdrawn. */
const accepted = 1
const goneStates: ReadonlySet<number> = new Set([2, 3, 4, 6, 7, 8, 10])

/** See the head of the file. */
export class CallDesk {
  readonly #zim: ZIM
  readonly #store: Store<ChatState>
  readonly #words: () => CallWords

  constructor({ zim, ears, store, words }: CallDeskParts) {
    this.#zim = zim
    this.#store = store
    this.#words = words
    ears.onZim('callInvitationReceived', ({ callID, inviter }) => {
      if (this.#call) return
      this.#set({ callID, peer: inviter, phase: 'incoming' })
    })
    for (const event of ['callInvitationCancelled', 'callInvitationTimeout', 'callInvitationEnded'] as const) {
      ears.onZim(event, told => this.#over(told.callID))
    }
    ears.onZim('callUserStateChanged', ({ callID, callUserList }) => this.#changed(callID, callUserList))
  }

  /** Rings a user. Rejects with ZIM's error. */
  async invite(peer: string): Promise<void> {
    const { title, content } = this.#words()
    const pushConfig = this.#push(title, content)
    const { callID } = await this.#zim.callInvite([peer], { mode: advanced, timeout: ringSeconds, pushConfig })
    this.#set({ callID, peer, phase: 'outgoing' })
  }

  /** Answers the call that rings here. */
  async accept(): Promise<void> {
    const call = this.#call
    if (call?.phase !== 'incoming') return
    await this.#zim.callAccept(call.callID, {})
    this.#set({ ...call, phase: 'talking' })
  }

  /** Rejects, withdraws or ends the call, whichever it is time for. */
  async end(): Promise<void> {
    const call = this.#call
    if (!call) return
    this.#set(undefined)
    if (call.phase === 'incoming') await this.#zim.callReject(call.callID, {})
    else if (call.phase === 'outgoing') await this.#cancel(call)
    else await this.#zim.callEnd(call.callID, {})
  }

  async #cancel({ peer, callID }: CallLine): Promise<void> {
    const { missed, missedContent } = this.#words()
    await this.#zim.callCancel([peer], callID, { pushConfig: this.#push(missed, missedContent) })
  }

  #push(title: (from: string) => string, content: string) {
    const user = this.#store.get().user ?? ''
    return { title: title(user), content, payload: payloadFor({ id: user, type: 0 }) }
  }

  get #call(): CallLine | undefined {
    return this.#store.get().call
  }

  #set(call: CallLine | undefined): void {
    this.#store.change({ call })
  }

  #over(callID: string): void {
    if (this.#call?.callID === callID) this.#set(undefined)
  }

  /** The other one of two answered or went. */
  #changed(callID: string, users: readonly { readonly userID: string; readonly state: number }[]): void {
    const call = this.#call
    if (call?.callID !== callID) return
    const peer = users.find(({ userID }) => userID.toLowerCase() === call.peer.toLowerCase())
    if (peer?.state === accepted && call.phase === 'outgoing') this.#set({ ...call, phase: 'talking' })
    else if (peer && goneStates.has(peer.state)) this.#set(undefined)
  }
}
