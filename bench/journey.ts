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
import { createScope } from '../packages/server/src/base/scope.ts'
import { createLocalBus } from '../packages/server/src/bus/local.ts'
import type { App } from '../packages/server/src/domain/app.ts'
import type { Notifier } from '../packages/server/src/domain/notifier.ts'
import { createCallbackEmitter } from '../packages/server/src/flows/callback/emitter.ts'
import { createRuleBook } from '../packages/server/src/flows/callback/rule-book.ts'
import { acceptPushes } from '../packages/server/src/flows/push/accept.ts'
import { pushLeases } from '../packages/server/src/flows/push/in-flight.ts'
import { createUnbindGuards } from '../packages/server/src/flows/push/settle.ts'
import { createNotifierSlots } from '../packages/server/src/flows/push/slots.ts'
import type { Rendered, VendorChannels } from '../packages/server/src/ports/channels.ts'
import type { Store } from '../packages/server/src/ports/store.ts'
import { openStore } from '../packages/server/src/store/open.ts'
import { pushLaneLimits, startPushLanes } from '../packages/server/src/worker/push-lanes.ts'
import { printTable } from './report.ts'
import { bench, type Run } from './settings.ts'

const usersMax = 5_000
const clock = systemClock
const log: Log = { debug() {}, info() {}, warn: console.error, error: console.error } as unknown as Log

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

/** Measures and prints. */
export async function journey({ quick, place }: Run): Promise<void> {
  const count = quick ? 5_000 : Number(process.env['JOURNEY_COUNT'] ?? 50_000)
  const rows: string[][] = []
  for (const text of ['one text, short answers', "a text each, APNs' answers"] as const) {
    const { accepting, sending } = await measure(join(place, `${rows.length}.db`), count, text.startsWith('a text'))
    for (const [name, cpu] of [['accept', accepting] as const, ['claim … outcome durable', sending] as const]) {
      const each = (us: number): string => (us / count).toFixed(2)
      rows.push([name, text, each(cpu.mainUs), each(cpu.othersUs), each(cpu.mainUs + cpu.othersUs), each(cpu.wallUs)])
    }
  }
  const head = ['part of the journey', 'notifications', 'main µs/push', 'other threads', 'CPU µs/push', 'wall µs/push']
  printTable(`${count} pushes to ${usersMax} users, channel that answers at once`, head, rows)
}

async function measure(
  path: string,
  count: number,
  isDistinct: boolean,
): Promise<{ readonly accepting: Cpu; readonly sending: Cpu }> {
  await using store = await openStore({ url: process.env['JOURNEY_DATABASE'] ?? path, clock, log })
  await using bus = createLocalBus()
  const ids = createIds(clock, store.node)
  await furnish(store)
  const accepting = await timed(() => acceptAll({ store, bus, ids, clock }, count, isDistinct))
  const scope = createScope(console.error)
  using rules = createRuleBook({
    rules: store.tables.rules,
    sealer: { open: () => Buffer.alloc(0) } as never,
    bus,
    clock,
  })
  const callbacks = createCallbackEmitter({ store, rules, bus, ids })
  const sending = await timed(async () => {
    startPushLanes({
      store,
      bus,
      channels: channelsAtOnce(isDistinct),
      callbacks,
      clock,
      log,
      random: systemRandom,
      guards: createUnbindGuards(),
      slots: createNotifierSlots(pushLaneLimits.openMax),
      leases: pushLeases,
      ids,
      scope,
      cutOff: new AbortController().signal,
    })
    await settled(store, count)
  })
  await scope[Symbol.asyncDispose]()
  return { accepting, sending }
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

async function acceptAll(deps: Parameters<typeof acceptPushes>[0], count: number, isDistinct: boolean): Promise<void> {
  const together = 128
  for (let at = 0; at < count; at += together) {
    const accepted = Array.from({ length: Math.min(together, count - at) }, (_, index) =>
      acceptPushes(deps, {
        app,
        source: 'async',
        strategy: 2,
        notification: {
          title: isDistinct ? `Message ${at + index}` : 'Message',
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

/** Renders as APNs does; what is sent is accepted in the next turn. */
function channelsAtOnce(isTalkative: boolean): VendorChannels {
  const apns = vendors.find(vendor => vendor.name === 'apns')
  if (!apns) throw new Error('there is no APNs')
  const credentials = { bundleId: 'com.example.chat' } as never
  return {
    vendorOf: () => apns,
    renderer: async () => (notification, times) => apns.render(notification, { credentials, ...times }) as Rendered,
    send: async (_, batch) => {
      await new Promise(resolve => setImmediate(resolve))
      return batch.map(shipment => ({
        kind: 'accepted',
        vendorId: shipment.id,
        answer: isTalkative ? apnsAnswer(shipment) : { status: 200 },
      }))
    },
    examine: async () => {},
    check: async () => [],
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
