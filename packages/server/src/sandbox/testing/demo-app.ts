// The sandbox's app as tests of the gateway use it: its credentials, clients that are logged in, and entries in its timeline.
import type { AppId, UserId } from '@posthouse/protocol'
import type { EntryBody } from '@posthouse/protocol/frames'
import { systemClock } from '../../base/clock.ts'
import { token04For } from '../../base/testing/make-token04.ts'
import { userAudience } from '../../domain/chat/conversation.ts'
import { RawClient } from '../../gateway/testing/raw-client.ts'
import type { TestServer } from '../test-server.ts'

type Claim = Omit<Parameters<RawClient['logIn']>[0], 'app'>

/** The app of a test server. */
export class DemoApp {
  readonly server: TestServer
  readonly id: AppId

  constructor(server: TestServer) {
    this.server = server
    this.id = server.demo.appId as AppId
  }

  get sign(): string {
    return this.server.demo.appSign
  }

  /** A connection on which nobody logged in. */
  connect(headers?: Readonly<Record<string, string>>): Promise<RawClient> {
    return RawClient.connect(this.server.url, headers)
  }

  /** A client that is logged in, by AppSign where nothing else is shown, and has caught up. */
  async client(claim: Claim): Promise<RawClient> {
    const client = await this.connect()
    const shown = claim.token === undefined ? { sign: this.sign } : {}
    const answer = await client.logIn({ app: this.id, ...shown, ...claim })
    if (answer.t === 'refused') throw new Error(`${answer.code} ${answer.message}`)
    await client.caughtUp()
    return client
  }

  /** A Token04 for a user. */
  token(user: string, lifeMs: number, app: Partial<{ appId: number; serverSecret: string }> = {}): string {
    return token04For({ ...this.server.demo, ...app }, user, systemClock.now() + lifeMs, new Uint8Array(12))
  }

  /** Appends an entry for a user's devices and tells the gateway; resolves with its position. */
  async tell(user: string, name: string): Promise<number> {
    return await this.#append(user, { kind: 'self', user: { id: user, name, avatarUrl: '', extendedData: '' } })
  }

  /** The same of an entry that is as large as this. */
  async tellMuch(user: string, bytes: number): Promise<number> {
    return await this.#append(user, {
      ...{ kind: 'notification', pushId: '1', atMs: 1 },
      notification: { title: 'x'.repeat(bytes) },
    })
  }

  async #append(user: string, body: Exclude<EntryBody, { kind: 'message' }>): Promise<number> {
    const { store, bus } = this.server.system
    const [position] = await store.commit([
      store.tables.timeline.append(this.id, userAudience(user as UserId), body, 1, Number.MAX_SAFE_INTEGER),
    ])
    bus.publish({ kind: 'timeline.appended', appId: this.id })
    return position
  }

  /** Changes the app's settings of the online channel. */
  async set(chat: Readonly<Record<string, unknown>> | null): Promise<void> {
    const { status } = await this.server.admin('PUT', 'settings', { chat })
    if (status !== 200) throw new Error(`settings: ${status}`)
  }

  /** What the record says of a user's devices: how far each acknowledged, and its state. */
  async devices(user: string): Promise<Readonly<Record<string, readonly [state: string, acked: number]>>> {
    const found = await this.server.system.store.tables.chatDevices.ofUsers(this.id, [user as UserId])
    return Object.fromEntries(found.map(one => [one.deviceId, [one.state, one.ackedPosition]]))
  }

  /** The states alone. */
  async states(user: string): Promise<Readonly<Record<string, string>>> {
    return Object.fromEntries(Object.entries(await this.devices(user)).map(([device, [state]]) => [device, state]))
  }
}
