// One user with one device that runs our ZIM in this process, for tests against a whole server. ZIM is one per program, so each person gets
// a copy of its module. The network between the device and the server can be cut, and kept down.
import type { Ports, ZIM, ZIMAppConfig, ZIMEventHandler } from '@posthouse/client'
import { memoryShelf } from '@posthouse/client'
import { Network } from './sdk/network.ts'

type Event = keyof ZIMEventHandler
type Data<K extends Event> = Parameters<ZIMEventHandler[K]>[1]

const events = [
  'connectionStateChanged',
  'tokenWillExpire',
  'conversationChanged',
  'conversationTotalUnreadMessageCountUpdated',
  'conversationSyncStateChanged',
  'receivePeerMessage',
  'peerMessageReceived',
  'groupMessageReceived',
  'messageSentStatusChanged',
  'messageRevokeReceived',
  'messageDeleted',
  'groupStateChanged',
  'groupMemberStateChanged',
  'callInvitationCreated',
  'callInvitationReceived',
  'callInvitationAccepted',
  'callInvitationCancelled',
  'callInvitationTimeout',
  'callInvitationEnded',
  'callUserStateChanged',
] as const satisfies readonly Event[]

/** An event that was told. */
export interface Told {
  readonly event: Event
  readonly data: unknown
}

let copies = 0

/** See the head of the file. */
export class Person {
  readonly zim: ZIM
  readonly told: Told[] = []
  readonly #network: Network
  #waiting: (() => void)[] = []

  private constructor(zim: ZIM, network: Network) {
    this.zim = zim
    this.#network = network
    for (const event of events) {
      zim.on(event, (_zim: ZIM, data: unknown) => {
        this.told.push({ event, data })
        const waiting = this.#waiting
        this.#waiting = []
        for (const run of waiting) run()
      })
    }
  }

  /** Makes a ZIM; `shelf` is what the device keeps, a new one by default. */
  static async make(config: ZIMAppConfig, more: Partial<Ports> = {}): Promise<Person> {
    copies += 1
    const url = new URL(`../packages/client/src/zim/zim.ts?copy=${copies}`, import.meta.url)
    const { ZIM: copy } = (await import(url.href)) as { ZIM: typeof ZIM }
    const network = new Network()
    const ports = { transport: network, shelf: memoryShelf(), log: () => {}, platform: 3, ...more }
    const zim = copy.create({ ...config, ports })
    if (zim === null) throw new Error('ZIM was not created')
    return new Person(zim, network)
  }

  /** What was told of an event, in order. */
  all<K extends Event>(event: K): Data<K>[] {
    return this.told.filter(one => one.event === event).map(one => one.data as Data<K>)
  }

  /** The first that fits of what was told of an event, or will be. */
  async heard<K extends Event>(event: K, fits: (data: Data<K>) => boolean = () => true): Promise<Data<K>> {
    const deadline = AbortSignal.timeout(8_000)
    for (;;) {
      const found = this.all(event).find(fits)
      if (found) return found
      await new Promise<void>((resolve, reject) => {
        this.#waiting.push(resolve)
        deadline.addEventListener(
          'abort',
          () => reject(new Error(`${event} was not told, but ${JSON.stringify(this.told.slice(-12))}`)),
          { once: true },
        )
      })
    }
  }

  /** The network goes away, and stays away. */
  cut(): void {
    this.#network.cut()
  }

  /** The network is back. */
  mend(): void {
    this.#network.mend()
  }
}
