// Two workers on one PostgreSQL, with a vendor that notes what it is handed, by whom and when. For tests.
import { setTimeout as sleep } from 'node:timers/promises'
import type { AppId, UserId } from '@posthouse/protocol'
import type { SendResult } from '@posthouse/vendors'
import { systemClock } from '../../base/clock.ts'
import { createIds } from '../../base/ids.ts'
import { silentLog } from '../../base/log.ts'
import { systemRandom } from '../../base/random.ts'
import { createBusHub } from '../../bus/testing/hub.ts'
import { aBinding, aNotifier, anApp, aTask, aUser } from '../../domain/testing/samples.ts'
import type { Bus } from '../../ports/bus.ts'
import type { Rendered, VendorChannels } from '../../ports/channels.ts'
import type { Presence } from '../../ports/presence.ts'
import type { Store } from '../../ports/store.ts'
import { openStore } from '../../store/open.ts'
import type { TestPostgres } from '../../store/testing/postgres.ts'
import { createPushJourney, type PushJourney, type PushJourneyParts } from '../push-journey.ts'

/** The app of the lab, and its notifier. */
export const app = anApp({ settings: { openRegistration: true, pushOpen: true } })
export const notifier = aNotifier({ appId: app.id, settings: {} })

/** What the vendor was handed. */
export interface Handed {
  readonly token: string
  /** 0, 1, … */
  readonly worker: number
  /** Monotonic ms. */
  readonly atMs: number
}

/** A worker, which begins at {@link LabWorker.start}. */
export interface LabWorker {
  readonly store: Store
  readonly bus: Bus
  start(): void
  /** Ends it in order. */
  stop(): Promise<void>
}

/** See the head of the file. */
export interface Lab extends AsyncDisposable {
  readonly url: string
  readonly store: Store
  readonly handed: Handed[]
  /** What the vendor says of a shipment, after it noted it. */
  answer: (token: string) => Promise<SendResult> | SendResult
  worker(more?: Partial<PushJourneyParts>): Promise<LabWorker>
  /** Inserts users `u00000`, … with a phone each, of token `t0`, … */
  users(count: number): Promise<void>
  /** A task to everybody, due now. */
  task(id?: bigint): Promise<void>
}

/** Resolves once it is so; rejects after ten seconds. */
export async function until(isSo: () => Promise<boolean> | boolean, what: string): Promise<void> {
  const endMs = performance.now() + 10_000
  while (!(await isSo())) {
    if (performance.now() > endMs) throw new Error(`not within ten seconds: ${what}`)
    await sleep(10)
  }
}

/** Opens a lab over a new database of the server. */
export async function openLab(server: TestPostgres): Promise<Lab> {
  const url = await server.createDatabase()
  const store = await openStore({ url, clock: systemClock, log: silentLog })
  const hub = createBusHub()
  const workers: LabWorker[] = []
  const handed: Handed[] = []
  const secret = Uint8Array.of(1)
  await store.commit([
    store.tables.apps.insert(app, { clientSecret: secret, appSign: secret, serverSecret: secret }),
    store.tables.notifiers.insert(notifier, secret),
  ])
  const lab: Lab = {
    ...{ url, store, handed },
    answer: token => ({ kind: 'accepted', vendorId: token, answer: {} }),
    async worker(more = {}) {
      const number = workers.length
      const own = await openWorker({ url, bus: hub.join(), number, channels: channelsOf(lab, number), more })
      workers.push(own)
      return own
    },
    async users(count) {
      for (let first = 0; first < count; first += 500) {
        const some = Array.from({ length: Math.min(500, count - first) }, (_, at) => first + at)
        await store.commit(
          some.flatMap(at => {
            const username = `u${String(at).padStart(5, '0')}` as UserId
            const binding = aBinding({ appId: app.id, username, deviceToken: `t${at}`, notifierName: notifier.name })
            return [
              store.tables.users.insert(aUser({ appId: app.id as AppId, username }), ''),
              store.tables.bindings.put(binding),
            ]
          }),
        )
      }
    },
    async task(id = 1n) {
      const nowMs = Date.now()
      const task = aTask({ id, appId: app.id, createdAtMs: nowMs, startAtMs: nowMs, strategy: 2 })
      await store.commit([store.tables.tasks.insert(task, { runningMax: 1_000, createdMax: 1_000, windowStartMs: 0 })])
    },
    async [Symbol.asyncDispose]() {
      for (const worker of workers) await worker.stop()
      await store[Symbol.asyncDispose]()
    },
  }
  return lab
}

async function openWorker(parts: {
  readonly url: string
  readonly bus: Bus
  readonly number: number
  readonly channels: VendorChannels
  readonly more: Partial<PushJourneyParts>
}): Promise<LabWorker> {
  const { url, bus, number, channels } = parts
  const store = await openStore({ url, clock: systemClock, log: silentLog })
  const journey: PushJourney = createPushJourney({
    ...{ store, bus, channels, clock: systemClock, random: systemRandom, log: silentLog },
    ids: createIds(systemClock, number + 1),
    rules: { rulesOf: async () => [], ruleOf: async () => undefined, [Symbol.dispose]() {} },
    presence: nobody,
    roster: { countOf: () => 2 },
    isAlone: false,
    ...{ timeZone: 'UTC', historyMs: 30 * 86_400_000, drainMs: 2_000, leaseDivisor: 1, sharedUsersMin: 500 },
    ...parts.more,
  })
  let stopped: Promise<void> | undefined
  return {
    ...{ store, bus },
    start: () => journey.start(),
    stop() {
      stopped ??= (async () => {
        await journey[Symbol.asyncDispose]()
        await bus[Symbol.asyncDispose]()
        await store[Symbol.asyncDispose]()
      })()
      return stopped
    },
  }
}

const nobody: Presence = {
  online: async () => new Set(),
  devicesOf: async () => [],
  connected: async () => new Map(),
  disconnect: async () => {},
  pass: async () => {},
}

function channelsOf(lab: Lab, worker: number): VendorChannels {
  const refuse = async (): Promise<never> => {
    throw new Error('not in this lab')
  }
  return {
    vendorOf: () => undefined,
    renderer: async () => () => ({}) as unknown as Rendered,
    async send(_, batch) {
      const atMs = performance.now()
      lab.handed.push(...batch.map(({ token }) => ({ token, worker, atMs })))
      return await Promise.all(batch.map(({ token }) => lab.answer(token)))
    },
    looker: refuse,
    inspector: refuse,
    publicKey: async () => undefined,
    readReceipts: refuse,
    examine: refuse,
    check: refuse,
    async [Symbol.asyncDispose]() {},
  }
}
