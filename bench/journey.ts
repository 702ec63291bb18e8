// The server's own share of a push, without HTTP and without a vendor: pushes that were accepted beforehand are claimed, planned,
// rendered, "sent" to a channel that answers at once, and their outcomes recorded on disk. CPU of the main thread and of all others.
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type { AppId, DeviceId, NotifierName, UserId } from '@posthouse/protocol'
import { type Shipment, vendors } from '@posthouse/vendors'
import { systemClock } from '../packages/server/src/base/clock.ts'
import { createIds } from '../packages/server/src/base/ids.ts'
import type { Log } from '../packages/server/src/base/log.ts'
import { systemRandom } from '../packages/server/src/base/random.ts'
import { createScope, type Scope } from '../packages/server/src/base/scope.ts'
import type { Sealer } from '../packages/server/src/base/seal.ts'
import { createLocalBus } from '../packages/server/src/bus/local.ts'
import { nobodyConnected } from '../packages/server/src/channels/nobody-connected.ts'
import type { App } from '../packages/server/src/domain/app.ts'
import type { Notifier } from '../packages/server/src/domain/notifier.ts'
import { createCallbackEmitter } from '../packages/server/src/flows/callback/emitter.ts'
import { createRuleBook } from '../packages/server/src/flows/callback/rule-book.ts'
import { acceptPushes } from '../packages/server/src/flows/push/accept.ts'
import { pushLeases } from '../packages/server/src/flows/push/in-flight.ts'
import { createUnbindGuards } from '../packages/server/src/flows/push/settle.ts'
import { createNotifierSlots } from '../packages/server/src/flows/push/slots.ts'
import { createQuotas } from '../packages/server/src/flows/registry/quotas.ts'
import type { Bus } from '../packages/server/src/ports/bus.ts'
import type { Rendered, VendorChannels } from '../packages/server/src/ports/channels.ts'
import type { Store } from '../packages/server/src/ports/store.ts'
import { openStore } from '../packages/server/src/store/open.ts'
import { pushLaneLimits, startPushLanes } from '../packages/server/src/worker/push-lanes.ts'
import { printTable } from './report.ts'
import { bench, type Run } from './settings.ts'

const usersMax = 5_000
const clock = systemClock
const log: Log = { info() {}, warn: console.error, error: console.error }

const app: App = {
  id: 1 as AppId,
  org: 'bench',
  name: 'load',
  appkey: 'bench#load' as App['appkey'],
  uuid: 'app',
  clientId: 'client',
  settings: { openRegistration: true, pushOpen: true },
  createdAtMs: 0,
}
const notifier: Notifier = {
  uuid: 'b5ae9cc0-0000-4000-8000-000000000003',
  appId: app.id,
  name: 'com.example.chat' as NotifierName,
  vendor: 'apns',
  provider: 'APNS',
  environment: 'PRODUCTION',
  packageName: 'com.example.chat',
  settings: { teamId: 'TEAM', keyId: 'KEY', bundleId: 'com.example.chat' },
  state: { kind: 'enabled' },
  version: 1,
  createdAtMs: 0,
  modifiedAtMs: 0,
}

interface Cpu {
  readonly mainUs: number
  readonly othersUs: number
  readonly wallUs: number
}

interface Text {
  readonly name: string
  /** Every push has a text of its own, and is answered as APNs answers: nothing can be shared between pushes. */
  readonly isEach: boolean
}

const texts: readonly Text[] = [
  { name: 'one text, short answers', isEach: false },
  { name: "a text each, APNs' answers", isEach: true },
]

/** Measures and prints. */
export async function journey({ quick, place }: Run): Promise<void> {
  const count = quick ? 5_000 : 50_000
  const rows: string[][] = []
  // The first round fills the caches of the machine and shows the compiler what is hot.
  for (const text of texts) await measure(join(place, `warm-${text.isEach}.db`), 5_000, text)
  for (const text of texts) {
    const parts = await measure(join(place, `${text.isEach}.db`), count, text)
    for (const [part, cpu] of Object.entries(parts)) {
      const each = (us: number): string => (us / count).toFixed(2)
      rows.push([
        part,
        text.name,
        each(cpu.mainUs),
        each(cpu.othersUs),
        each(cpu.mainUs + cpu.othersUs),
        each(cpu.wallUs),
      ])
    }
  }
  const head = ['part of the journey', 'pushes', 'main µs/push', 'other threads', 'CPU µs/push', 'wall µs/push']
  printTable(`${count} pushes to ${usersMax} users, channel that answers at once`, head, rows)
}

async function measure(path: string, count: number, text: Text): Promise<Readonly<Record<string, Cpu>>> {
  await using store = await openStore({ url: path, clock, log })
  await using bus = createLocalBus()
  const ids = createIds(clock, store.node)
  await furnish(store)
  const deps = { store, bus, ids, clock, quotas: createQuotas({ store, clock }) }
  const accepting = await timed(() => acceptAll(deps, count, text))
  const scope = createScope(console.error)
  const sending = await timed(async () => {
    startLanes(deps, scope, text)
    await settled(store, count)
  })
  const both = await timed(async () => {
    await acceptAll(deps, count, text)
    await settled(store, 2 * count)
  })
  await scope[Symbol.asyncDispose]()
  return { accepted: accepting, 'claimed … outcome durable': sending, 'both at a time': both }
}

type Deps = Parameters<typeof acceptPushes>[0] & { readonly store: Store; readonly bus: Bus }

function startLanes(deps: Deps, scope: Scope, text: Text): void {
  const { store, bus } = deps
  const sealer = { open: () => Buffer.alloc(0) } as Pick<Sealer, 'open'>
  const rules = createRuleBook({ rules: store.tables.rules, sealer, bus, clock })
  startPushLanes({
    ...deps,
    channels: channelsAtOnce(text),
    presence: nobodyConnected,
    callbacks: createCallbackEmitter({ ...deps, rules }),
    log,
    random: systemRandom,
    guards: createUnbindGuards(bus),
    slots: createNotifierSlots(pushLaneLimits.openMax, clock),
    leases: pushLeases,
    timeZone: 'Asia/Shanghai',
    scope,
    cutOff: new AbortController().signal,
  })
}

async function furnish(store: Store): Promise<void> {
  const { apps, users, bindings, notifiers } = store.tables
  const secret = Uint8Array.of(1)
  await store.commit([
    apps.insert(app, { clientSecret: secret, appSign: secret, serverSecret: secret }),
    notifiers.insert(notifier, secret),
  ])
  const made = Array.from({ length: usersMax }, (_, index) => {
    const username = `user-${index}` as UserId
    const user = { appId: app.id, username, uuid: `u${index}`, activated: true, nickname: undefined }
    const deviceToken = index.toString(16).padStart(64, '0')
    const deviceId = 'phone' as DeviceId
    return store.commit([
      users.insert({ ...user, createdAtMs: 0, modifiedAtMs: 0 }, 'hash'),
      bindings.put({ appId: app.id, username, deviceId, notifierName: notifier.name, deviceToken, boundAtMs: 1 }),
    ])
  })
  await Promise.all(made)
}

async function acceptAll(deps: Deps, count: number, { isEach }: Text): Promise<void> {
  const together = 64
  for (let at = 0; at < count; at += together) {
    const accepted = Array.from({ length: Math.min(together, count - at) }, (_, index) =>
      acceptPushes(deps, {
        app,
        source: 'async',
        strategy: 2,
        notification: {
          title: isEach ? `Message ${at + index}` : 'Message',
          content: 'Hello from the other side of the world',
          ext: { conversation: '4711' },
          blocks: {},
        },
        targets: [`user-${((at + index) * 7919) % usersMax}` as UserId],
        idempotent: undefined,
      }),
    )
    await Promise.all(accepted)
  }
}

async function nobodyLooks(): Promise<never> {
  throw new Error('nobody looks')
}

/** Renders as APNs does; what is sent is accepted in the next turn. */
function channelsAtOnce({ isEach }: Text): VendorChannels {
  const apns = vendors.find(vendor => vendor.name === 'apns')
  if (!apns) throw new Error('there is no APNs')
  const credentials = { bundleId: 'com.example.chat' } as never
  return {
    publicKey: async () => undefined,
    looker: nobodyLooks,
    inspector: nobodyLooks,
    vendorOf: () => apns,
    renderer: async () => (notification, times) => apns.render(notification, { credentials, ...times }) as Rendered,
    send: async (_, batch) => {
      await new Promise(resolve => setImmediate(resolve))
      return batch.map(shipment => ({
        kind: 'accepted',
        vendorId: shipment.id,
        answer: isEach ? apnsAnswer(shipment) : { status: 200 },
      }))
    },
    readReceipts: async () => ({ kind: 'malformed', cause: 'nothing is reported here' }),
    examine: async () => ({ expiresAtMs: undefined }),
    check: async () => ({ findings: [], expiresAtMs: undefined }),
    async [Symbol.asyncDispose]() {},
  }
}

/** What our APNs channel passes through for each push (spec/easemob.md §6.2). */
function apnsAnswer({ token, id, payload }: Shipment<Rendered>): unknown {
  const { body, topic, expirationMs } = payload as unknown as Readonly<Record<string, unknown>>
  return {
    accepted: true,
    apnsId: id,
    rejectionReason: null,
    statusCode: 200,
    tokenInvalidationTimestamp: null,
    pushNotification: { payload: body, topic, expiration: expirationMs, priority: 'IMMEDIATE', token },
  }
}

async function settled(store: Store, count: number): Promise<void> {
  for (;;) {
    const counted = await store.tables.counters.ofApp(app.id, '2000-01-01', '2999-01-01')
    if (counted.reduce((sum, { success }) => sum + success, 0) >= count) return
    await pause(10)
  }
}

async function timed(run: () => Promise<void>): Promise<Cpu> {
  const all = process.cpuUsage()
  const main = process.threadCpuUsage()
  const startedMs = performance.now()
  await run()
  const { user, system } = process.cpuUsage(all)
  const own = process.threadCpuUsage(main)
  const mainUs = own.user + own.system
  return { mainUs, othersUs: user + system - mainUs, wallUs: (performance.now() - startedMs) * 1_000 }
}

if (import.meta.main) await bench(journey)
