// A stage for tests of any vendor: its simulator, a channel to it, and a clock for each side. Who opens it closes it.
import type { VendorIo } from '../io.ts'
import type { Notification } from '../notification.ts'
import type { AnyVendor, Opaque } from '../registry.ts'
import { createAuthority } from '../simulator/authority.ts'
import type { Simulator } from '../simulator/contract.ts'
import type { StartSimulator } from '../simulators.ts'
import type { Channel, SendResult, Shipment } from '../vendor.ts'
import { ManualClock } from './manual-clock.ts'

/** Both sides, and short ways to use them. */
export interface Stage extends AsyncDisposable {
  /** The registered app. */
  readonly app: string
  readonly batchMax: number
  readonly clock: ManualClock
  readonly vendorsClock: ManualClock
  readonly simulator: Simulator
  /** The world of the vendor's side that faces the simulator. */
  readonly io: VendorIo
  readonly channel: Channel<Opaque<'payload'>>
  /** The first tokens of the app, all active, the same at each call. */
  tokens(count: number): readonly string[]
  /** Renders for the app, an hour before its end. */
  render(notification: Notification): Opaque<'payload'>
  shipments(tokens: readonly string[], notification?: Notification): readonly Shipment<Opaque<'payload'>>[]
  send(tokens: readonly string[], notification?: Notification): Promise<readonly SendResult[]>
}

const APP = 'com.example.chat'
const HELLO: Notification = { title: 'Li', content: 'hi', blocks: {} }
const HOUR_MS = 3_600_000

/** Starts a simulator behind a certificate of its own authority and opens a channel to it. */
export async function openStage(subject: {
  readonly vendor: AnyVendor
  readonly start: StartSimulator
}): Promise<Stage> {
  const { vendor, start } = subject
  const [clock, vendorsClock] = [new ManualClock(), new ManualClock()]
  const tls = await certificate()
  const random = sequence()
  const simulator = await start({ port: 0, tls, now: vendorsClock.now, random, after: vendorsClock.after })
  const credentials = vendor.parseCredentials(await simulator.addApp({ packageName: APP }))
  const io = { clock, random: () => 0.5, endpoints: simulator.endpoints, ca: [tls.caPem] }
  const channel = vendor.open(credentials, io)
  const nowMs = clock.now()
  const render = (notification: Notification): Opaque<'payload'> =>
    vendor.render(notification, { credentials, nowMs, expiresAtMs: nowMs + HOUR_MS })
  const shipments: Stage['shipments'] = (tokens, notification = HELLO) => {
    const payload = render(notification)
    return tokens.map((token, index) => ({ token, payload, id: idOf(index) }))
  }
  return {
    app: APP,
    batchMax: vendor.limits.batch,
    clock,
    vendorsClock,
    simulator,
    io,
    channel,
    tokens: count => Array.from({ length: count }, (_, index) => simulator.newToken(APP, index)),
    render,
    shipments,
    send: (tokens, notification) => channel.send(shipments(tokens, notification), new AbortController().signal),
    async [Symbol.asyncDispose]() {
      await channel[Symbol.asyncDispose]()
      await simulator[Symbol.asyncDispose]()
    },
  }
}

let issued: Promise<{ certPem: string; keyPem: string; caPem: string }> | undefined

/** One certificate for all stages of a process; TLS looks at the machine's own clock. */
function certificate(): Promise<{ certPem: string; keyPem: string; caPem: string }> {
  issued ??= (async () => {
    // Valid from 2020 for a hundred years, so that no test depends on the day it runs.
    const [notBeforeMs, notAfterMs] = [Date.UTC(2020), Date.UTC(2120)]
    const authority = await createAuthority({ nowMs: notBeforeMs, validForMs: notAfterMs - notBeforeMs })
    const own = await authority.issue({ names: ['127.0.0.1'], notBeforeMs, notAfterMs })
    return { ...own, caPem: authority.caPem }
  })()
  return issued
}

/** Numbers in [0, 1) that look random and are the same in each run. */
function sequence(): () => number {
  let index = 0
  return () => (index++ * 0.618_033_988_75) % 1
}

function idOf(index: number): string {
  return `6f9619ff-8b86-4d01-b42d-${String(index).padStart(12, '0')}`
}
