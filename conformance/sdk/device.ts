// One device of one user: a ZIM and a ZPNs of its own over the real client, with everything written down that either tells.
import type { Shelf, ZIM, ZIMEventHandler, ZPNs, ZPNsEventHandler } from '@posthouse/client'
import type { TestPush } from '@posthouse/client/push'
import type { DeviceClock } from './device-clock.ts'
import type { Network } from './network.ts'

type OfZim = { [K in keyof ZIMEventHandler]: Parameters<ZIMEventHandler[K]>[1] }
type OfZpns = { [K in keyof ZPNsEventHandler]: Parameters<ZPNsEventHandler[K]>[0] }
type Events = OfZim & OfZpns
type Event = keyof Events

const zimEvents = [
  ...['error', 'tokenWillExpire', 'connectionStateChanged', 'userInfoUpdated', 'userRuleUpdated'],
  ...['conversationChanged', 'conversationTotalUnreadMessageCountUpdated', 'conversationSyncStateChanged'],
  ...['receivePeerMessage', 'receiveGroupMessage', 'peerMessageReceived', 'groupMessageReceived', 'messageReceived'],
  ...['broadcastMessageReceived', 'messageSentStatusChanged', 'messageRevokeReceived', 'messageDeleted'],
  ...['groupStateChanged', 'groupMemberStateChanged', 'groupMemberInfoUpdated'],
  ...['callInvitationCreated', 'callInvitationReceived', 'callInvitationCancelled', 'callInvitationEnded'],
  ...['callInvitationRejected', 'callInvitationAccepted', 'callInvitationTimeout', 'callInviteesAnsweredTimeout'],
  ...['callUserStateChanged'],
] as readonly (keyof ZIMEventHandler)[]
const zpnsEvents: readonly (keyof ZPNsEventHandler)[] = [
  'registered',
  'notificationArrived',
  'notificationClicked',
  'throughMessageReceived',
]
/** Longest wait for something to be told, ms. */
const waitMsMax = 8_000

/** What a device is made of. */
export interface DeviceParts {
  readonly user: string
  readonly zim: ZIM
  readonly zpns: ZPNs
  readonly push: TestPush
  readonly network: Network
  readonly clock: DeviceClock
  readonly shelf: Shelf
}

/** See the head of the file. */
export class Device implements DeviceParts {
  readonly user: string
  readonly zim: ZIM
  readonly zpns: ZPNs
  readonly push: TestPush
  readonly network: Network
  readonly clock: DeviceClock
  readonly shelf: Shelf
  readonly told: { readonly event: Event; readonly data: unknown }[] = []
  #waiting: (() => void)[] = []

  constructor({ user, zim, zpns, push, network, clock, shelf }: DeviceParts) {
    this.user = user
    this.zim = zim
    this.zpns = zpns
    this.push = push
    this.network = network
    this.clock = clock
    this.shelf = shelf
    for (const event of zimEvents) zim.on(event, (_zim: ZIM, data: unknown) => this.#note(event, data))
    for (const event of zpnsEvents) this.listen(event)
  }

  /** Listens to one of ZPNs' events, as at the beginning. */
  listen(event: keyof ZPNsEventHandler): void {
    this.zpns.on(event, (data: unknown) => this.#note(event, data))
  }

  /** What was told of an event, in order. */
  all<K extends Event>(event: K): readonly Events[K][] {
    return this.told.filter(one => one.event === event).map(one => one.data as Events[K])
  }

  /** The first that fits of what was told of an event, or will be. */
  async heard<K extends Event>(event: K, fits: (data: Events[K]) => boolean = () => true): Promise<Events[K]> {
    const untilMs = Date.now() + waitMsMax
    for (;;) {
      const found = this.all(event).find(fits)
      if (found !== undefined) return found
      if (Date.now() >= untilMs) throw new Error(`${this.user} did not hear ${event}, but ${this.#latest()}`)
      await this.#somethingOr(untilMs)
    }
  }

  /** Every state and event of the connection so far, as `state/event`. */
  states(): readonly string[] {
    return this.all('connectionStateChanged').map(({ state, event }) => `${state}/${event}`)
  }

  /** The person swipes the app away: it says nothing to anybody any more. */
  kill(): void {
    this.network.cut()
  }

  #note(event: Event, data: unknown): void {
    this.told.push({ event, data })
    const waiting = this.#waiting
    this.#waiting = []
    for (const run of waiting) run()
  }

  #somethingOr(untilMs: number): Promise<void> {
    return new Promise(resolve => {
      const timer = setTimeout(resolve, untilMs - Date.now())
      this.#waiting.push(() => {
        clearTimeout(timer)
        resolve()
      })
    })
  }

  #latest(): string {
    return JSON.stringify(this.told.slice(-12))
  }
}
