// What the tests of the push journey share: a real record, a clock that can be moved on, and a channel that answers as it is told.
// No test itself.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { AppId, DeviceId, MsgId, NotifierName, UserId } from '@posthouse/protocol'
import type { SendResult } from '@posthouse/vendors'
import type { Clock } from '../../base/clock.ts'
import { createIds } from '../../base/ids.ts'
import { silentLog } from '../../base/log.ts'
import { systemRandom } from '../../base/random.ts'
import { createLocalBus } from '../../bus/local.ts'
import type { App } from '../../domain/app.ts'
import type { Binding } from '../../domain/device.ts'
import type { Notifier } from '../../domain/notifier.ts'
import type { PushSource, Strategy } from '../../domain/push.ts'
import { aBinding, aNotifier, anApp, aUser } from '../../domain/testing/samples.ts'
import type { Rendered, VendorChannels } from '../../ports/channels.ts'
import type { Counters, PushBatch, Store } from '../../ports/store.ts'
import { openStore } from '../../store/open.ts'
import { type AcceptDeps, acceptPushes } from './accept.ts'
import { type BeginDeps, beginPushes } from './begin.ts'
import { pushLeases } from './in-flight.ts'
import { type PlanDeps, planPushes } from './plan.ts'
import { createUnbindGuards, type SettleDeps } from './settle.ts'
import { createNotifierSlots } from './slots.ts'
import type { TakeApartDeps } from './take-apart.ts'

/** The lab's app and its notifier. */
export const app: App = anApp({ settings: { openRegistration: true, pushOpen: true } })
export const notifier: Notifier = aNotifier({ settings: {} })

/** Everything that the flows of the journey use. */
export type LabDeps = AcceptDeps &
  BeginDeps &
  Pick<PlanDeps, 'timeZone' | 'presence'> &
  SettleDeps &
  TakeApartDeps & { readonly channels: VendorChannels; readonly store: Store }

/** A record with users `u0`, `u1`, … who have a phone each, of token `t0`, `t1`, … */
export interface PushLab extends AsyncDisposable {
  readonly store: Store
  readonly deps: LabDeps
  /** What the channel says of a token; `accepted` where nothing is said. */
  readonly answers: Map<string, SendResult>
  /** What the channel was given. */
  readonly sent: { readonly token: string; readonly id: string }[]
  /** Who has a connected device. */
  readonly connected: Set<UserId>
  /** How often something was rendered. */
  readonly rendered: () => number
  binding(index: number): Binding
  advance(ms: number): void
  accept(
    indices: readonly number[],
    source?: PushSource,
    title?: string,
    strategy?: Strategy,
  ): Promise<readonly MsgId[]>
  claim(): Promise<readonly PushBatch[]>
  /** Claims, plans and begins. */
  begin(): ReturnType<typeof beginPushes>
  /** Outcome statuses of a push's deliveries, or `open`. */
  statuses(pushId: MsgId): Promise<readonly string[]>
  /** Today's counters of all providers together. */
  counted(): Promise<Counters>
}

const atMs = Date.UTC(2026, 10, 21, 12)

/** Opens a lab. */
export async function openPushLab(users: number): Promise<PushLab> {
  const place = mkdtempSync(join(tmpdir(), 'posthouse-push-lab-'))
  let nowMs = atMs
  const clock: Clock = { now: () => nowMs, monotonic: () => nowMs, after: () => () => {} }
  const store = await openStore({ url: join(place, 'lab.db'), clock, log: silentLog })
  const bus = createLocalBus()
  const ids = createIds(clock, 0)
  const answers = new Map<string, SendResult>()
  const sent: { readonly token: string; readonly id: string }[] = []
  const connected = new Set<UserId>()
  let rendered = 0
  const channels: VendorChannels = {
    vendorOf: () => undefined,
    renderer: async () => notification => {
      rendered += 1
      return { title: notification.title } as unknown as Rendered
    },
    async send(_, batch) {
      sent.push(...batch.map(({ token, id }) => ({ token, id })))
      return batch.map(
        ({ token, id }) => answers.get(token) ?? { kind: 'accepted', vendorId: id, answer: { ok: token } },
      )
    },
    looker:
      async () =>
      ({ title }) => ({
        ...{ headers: {}, body: { title }, bytes: 1, bytesMax: 9, ttlMs: 1, shown: undefined, texts: {} },
      }),
    inspector: async () => () => ({ look: undefined, findings: [] }),
    publicKey: async () => undefined,
    readReceipts: async () => ({ kind: 'malformed', cause: 'not here' }),
    examine: async () => ({ expiresAtMs: undefined }),
    check: async () => ({ findings: [], expiresAtMs: undefined }),
    async [Symbol.asyncDispose]() {},
  }
  const deps: LabDeps = {
    ...{ store, bus, channels, clock, ids, log: silentLog, random: systemRandom, leases: pushLeases },
    presence: { online: async (_, usernames) => new Set(usernames.filter(name => connected.has(name))) },
    timeZone: 'Asia/Shanghai',
    callbacks: { prepare: async () => ({ hears: () => false, writes: () => [], announce() {} }) },
    quotas: { admitPushes: async () => undefined },
    guards: createUnbindGuards(bus),
    slots: createNotifierSlots(1_000, clock),
  }
  const binding = (index: number): Binding =>
    aBinding({ appId: app.id, username: `u${index}` as UserId, deviceToken: `t${index}`, notifierName: notifier.name })
  await furnish(store, users, binding)

  async function claim(): Promise<readonly PushBatch[]> {
    const until = nowMs + pushLeases.planMs
    return (await store.commit([store.tables.pushes.claim(ids.next(), nowMs, until, 1_000)]))[0]
  }
  return {
    ...{ store, deps, answers, sent, connected, binding, claim },
    rendered: () => rendered,
    advance(ms) {
      nowMs += ms
    },
    async accept(indices, source = 'async', title = 'hi', strategy = 2) {
      const targets = indices.map(index => `u${index}` as UserId)
      const input = { app, source, strategy, targets, idempotent: undefined } as const
      const notification = { title, content: 'there', blocks: {} }
      const { pushes } = await acceptPushes(deps, { ...input, notification })
      return targets.map(target => pushes.get(target) ?? (0n as MsgId))
    },
    async begin() {
      return await beginPushes(deps, await planPushes(deps, await claim(), nowMs))
    },
    async statuses(pushId) {
      const records = await store.tables.deliveries.ofPush(app.id, pushId)
      return records.map(({ outcome }) => outcome?.status ?? 'open')
    },
    async counted() {
      const sums = { targeted: 0, success: 0, fail: 0, error: 0 }
      for (const counted of await store.tables.counters.ofApp(app.id, '2026-11-21', '2026-11-21'))
        for (const name of ['targeted', 'success', 'fail', 'error'] as const) sums[name] += counted[name]
      return sums
    },
    async [Symbol.asyncDispose]() {
      await bus[Symbol.asyncDispose]()
      await store[Symbol.asyncDispose]()
      rmSync(place, { recursive: true, force: true })
    },
  }
}

async function furnish(store: Store, users: number, binding: (index: number) => Binding): Promise<void> {
  const secret = Uint8Array.of(1)
  const { apps, notifiers, bindings } = store.tables
  await store.commit([
    apps.insert(app, { clientSecret: secret, appSign: secret, serverSecret: secret }),
    notifiers.insert(notifier, secret),
    ...Array.from({ length: users }, (_, index) => index).flatMap(index => [
      store.tables.users.insert(aUser({ appId: app.id as AppId, username: `u${index}` as UserId }), ''),
      bindings.put(binding(index)),
    ]),
  ])
}

/** A second phone of a user, through the same notifier. */
export function secondPhone(lab: PushLab, index: number): Binding {
  return { ...lab.binding(index), deviceId: 'second' as DeviceId, deviceToken: `second-t${index}` }
}

/** Another notifier's name. */
export const otherName: NotifierName = 'other' as NotifierName
