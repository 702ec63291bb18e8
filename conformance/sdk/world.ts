// The world of one case: users with devices over the real client, and the server around them. Opened by the engine that runs the case.
import type { Ports, Shelf, ZIMAppConfig } from '@posthouse/client'
import type { PushToken } from '@posthouse/client/push'
import { Device } from './device.ts'
import { DeviceClock } from './device-clock.ts'
import type { Host, Maker } from './host.ts'
import { Network } from './network.ts'

/** The client's two entries, as one module. */
export type ClientModule = typeof import('@posthouse/client') &
  Pick<typeof import('@posthouse/client/push'), 'createTestPush' | 'usePush'>

/** Where cases run. */
export interface Engine {
  readonly host: Host
  readonly place: { readonly appID: number; readonly appSign: string; readonly server: string }
  /** Loads the client anew: a ZIM and a ZPNs are one per module, as they are one per program. */
  load(): Promise<ClientModule>
  /** A new place of the platform's own storage. */
  shelf(): Shelf
}

/** What a device may have otherwise than usual. */
export interface DeviceWish {
  /** Absent: one of its own. */
  readonly shelf?: Shelf
  /** Absent: what the client finds out of its platform. */
  readonly platform?: number
  /** What its vendor gives it; absent: it has no vendor. */
  readonly phone?: PushToken
  /** Absent: the app's own. */
  readonly appSign?: string
}

/** Between two questions about the same; the server takes only so many of one connection. */
const askAgainMs = 30

let usersMade = 0

/** See the head of the file. Closing ends all devices. */
export class World implements AsyncDisposable {
  readonly host: Host
  readonly place: Engine['place']
  readonly #engine: Engine
  readonly #devices: Device[] = []

  constructor(engine: Engine) {
    this.#engine = engine
    this.host = engine.host
    this.place = engine.place
  }

  /** An id that nobody has yet. */
  name(of: string): string {
    usersMade += 1
    return `${of}-${usersMade}`
  }

  /** A new phone of a vendor. */
  async phone(maker: Maker = 'apns'): Promise<PushToken> {
    const token = await this.host.handset(maker)
    return maker === 'apns' ? { source: maker, token, environment: 'production' } : { source: maker, token }
  }

  /** A device on which nobody is logged in; `user` is who will be. */
  async device(user: string, wish: DeviceWish = {}): Promise<Device> {
    const client = await this.#engine.load()
    const { phone, platform, shelf = this.#engine.shelf(), appSign = this.place.appSign } = wish
    const push = client.createTestPush(phone ? [phone.source] : [], phone ? [phone] : [])
    client.usePush(push)
    const [network, clock] = [new Network(), new DeviceClock()]
    const ports: Partial<Ports> = { transport: network, clock, shelf, log: () => {} }
    const config: ZIMAppConfig = {
      appID: this.place.appID,
      server: this.place.server,
      ...(appSign === '' ? {} : { appSign }),
      ports: platform === undefined ? ports : { ...ports, platform },
    }
    const zim = client.ZIM.create(config)
    if (!zim) throw new Error('ZIM was not created')
    const zpns = client.ZPNs.getInstance()
    const device = new Device({ user, zim, zpns, push, network, clock, shelf })
    this.#devices.push(device)
    return device
  }

  /** A device on which its user is logged in, and has heard of everything that waited. */
  async online(user: string, wish: DeviceWish = {}): Promise<Device> {
    const device = await this.device(user, wish)
    await this.login(device)
    return device
  }

  /** A new user with one device, logged in. */
  user(name: string, wish: DeviceWish = {}): Promise<Device> {
    return this.online(this.name(name), wish)
  }

  /** Logs the user of a device in. */
  async login(device: Device, token = ''): Promise<void> {
    await device.zim.login(device.user, { userName: device.user, token })
    await device.heard('conversationSyncStateChanged', ({ state }) => state === 1)
  }

  /** A phone that registered for pushes, and is logged in. */
  async handset(
    name: string,
    maker: Maker = 'apns',
    wish: DeviceWish = {},
  ): Promise<Device & { readonly token: string }> {
    const phone = await this.phone(maker)
    const device = await this.device(this.name(name), { ...wish, phone })
    await device.zpns.registerPush({})
    await device.heard('registered')
    await this.login(device)
    return Object.assign(device, { token: phone.token })
  }

  /** The same app on the same device, started again after {@link Device.kill}, and logged in. */
  again({ user, shelf }: Device, wish: DeviceWish = {}): Promise<Device> {
    return this.online(user, { ...wish, shelf })
  }

  /** Asks until there is an answer; `what` names it. */
  async until<T>(what: string, ask: () => Promise<T | undefined>): Promise<T> {
    for (const untilMs = Date.now() + 8_000; Date.now() < untilMs; ) {
      const found = await ask()
      if (found !== undefined) return found
      await new Promise(resolve => setTimeout(resolve, askAgainMs))
    }
    throw new Error(`${what} did not come`)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const { zim, network } of this.#devices) {
      network.thaw()
      zim.destroy()
    }
  }
}
