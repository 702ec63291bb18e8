// What the tests of callbacks share: a real record, a real egress, real receivers, and a clock that can be moved on. No test itself.
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { AppId, Appkey, DeviceId, MsgId, NotifierName, UserId } from '@posthouse/protocol'
import { type Clock, systemClock } from '../../base/clock.ts'
import { createIds } from '../../base/ids.ts'
import type { Log, LogFields } from '../../base/log.ts'
import { systemRandom } from '../../base/random.ts'
import { SealBroken, type Sealer } from '../../base/seal.ts'
import { createLocalBus } from '../../bus/local.ts'
import { type App, defaultAppSettings } from '../../domain/app.ts'
import type { Outcome } from '../../domain/delivery.ts'
import { createEgress } from '../../net/egress.ts'
import type { CallbackRecord, FencedWrites, Store } from '../../ports/store.ts'
import { openStore } from '../../store/open.ts'
import { createBreakerBook } from './breaker-book.ts'
import { callbacksFor } from './emit.ts'
import { createRuleBook } from './rule-book.ts'
import type { RuleParts } from './rules.ts'

/** The lab's app. */
export const app: App = {
  id: 101 as AppId,
  org: 'acme',
  name: 'demo',
  appkey: 'acme#demo' as Appkey,
  uuid: '0f0e0d0c-0000-4000-8000-00000000a001',
  clientId: 'client',
  settings: defaultAppSettings,
  createdAtMs: 1,
}

/** A clock that runs like the machine's and can be moved on. */
export interface MovableClock extends Clock {
  advance(ms: number): void
}

function movableClock(): MovableClock {
  let aheadMs = 0
  return {
    now: () => systemClock.now() + aheadMs,
    monotonic: () => systemClock.monotonic() + aheadMs,
    after: systemClock.after,
    advance(ms) {
      aheadMs += ms
    },
  }
}

/** AES-256-GCM with the place as associated data: moved values do not open. */
function labSealer(): Sealer {
  const key = randomBytes(32)
  const aad = (place: object) => Buffer.from(JSON.stringify(place))
  return {
    seal(plaintext, place) {
      const nonce = randomBytes(12)
      const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(aad(place))
      return new Uint8Array(Buffer.concat([nonce, cipher.update(plaintext), cipher.final(), cipher.getAuthTag()]))
    },
    open(sealed, place) {
      const bytes = Buffer.from(sealed)
      const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, 12)).setAAD(aad(place))
      decipher.setAuthTag(bytes.subarray(-16))
      try {
        return new Uint8Array(Buffer.concat([decipher.update(bytes.subarray(12, -16)), decipher.final()]))
      } catch (cause) {
        throw new SealBroken('a sealed value does not open', { cause })
      }
    },
  }
}

/** A request that a receiver got. */
export interface Received {
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

/** A real HTTP endpoint; `answer` decides about each request. */
export interface Receiver {
  readonly url: string
  readonly requests: readonly Received[]
  close(): Promise<void>
}

/** Opens a lab; closing it closes everything that it opened. A receiver that is silent for `timeoutMs` of real time is given up. */
export async function openLab({ timeoutMs = 2_000 }: { readonly timeoutMs?: number } = {}) {
  const stack = new AsyncDisposableStack()
  // The product's timers keep no process alive; a test that waits must.
  const awake = setInterval(() => undefined, 60_000)
  stack.defer(() => clearInterval(awake))
  const directory = mkdtempSync(join(tmpdir(), 'posthouse-callbacks-'))
  stack.defer(() => rmSync(directory, { recursive: true }))
  const clock = movableClock()
  const events: { event: string; fields: LogFields | undefined }[] = []
  const note = (event: string, fields?: LogFields) => void events.push({ event, fields })
  const log: Log = { error: note, warn: note, info: note }
  const store = stack.use(await openStore({ url: join(directory, 'record.db'), clock, log }))
  const bus = stack.use(createLocalBus())
  const sealer = labSealer()
  const rules = stack.use(createRuleBook({ rules: store.tables.rules, sealer, bus, clock }))
  const egress = stack.use(
    createEgress(systemClock, {
      allowHttp: true,
      allowLoopback: true,
      allowCidrs: [],
      ownAddresses: [],
      extraPorts: 'any',
      timeoutMs,
    }),
  )
  const ids = createIds(clock, 1)
  const secret = new Uint8Array([1])
  await store.commit([store.tables.apps.insert(app, { clientSecret: secret, appSign: secret, serverSecret: secret })])

  let changed = Promise.withResolvers<void>()
  const observed: Pick<Store, 'tables' | 'commit' | 'commitFenced'> = {
    tables: store.tables,
    commit: writes => store.commit(writes),
    async commitFenced(units: readonly FencedWrites[]) {
      const held = await store.commitFenced(units)
      changed.resolve()
      changed = Promise.withResolvers()
      return held
    },
  }
  const ruleParts: RuleParts = {
    rules: store.tables.rules,
    callbacks: store.tables.callbacks,
    store: observed,
    egress,
    sealer,
    bus,
    clock,
    random: systemRandom,
    ids,
  }

  return {
    clock,
    events,
    log,
    store: observed,
    bus,
    sealer,
    rules,
    breakers: stack.use(createBreakerBook(bus, clock)),
    egress,
    ids,
    random: systemRandom,
    ruleParts,
    [Symbol.asyncDispose]: () => stack.disposeAsync(),

    /** Opens an endpoint. */
    async receiver(answer: (response: ServerResponse, number: number) => void): Promise<Receiver> {
      const requests: Received[] = []
      const server = createServer((request, response) => {
        let body = ''
        request.setEncoding('utf8').on('data', chunk => {
          body += chunk
        })
        request.on('end', () => {
          requests.push({ headers: request.headers, body })
          answer(response, requests.length)
        })
      })
      server.listen(0, '127.0.0.1')
      await once(server, 'listening')
      const { port } = server.address() as AddressInfo
      const close = async () => {
        if (!server.listening) return
        server.closeAllConnections()
        server.close()
        await once(server, 'close')
      }
      stack.defer(close)
      return { url: `http://127.0.0.1:${port}/hook`, requests, close }
    },

    /** Settles outcomes: what the app's rules want of them is stored, and the lane is told. */
    async settle(count: number, change: Partial<Outcome> = {}): Promise<readonly MsgId[]> {
      const ready = await rules.rulesOf(app.id)
      const pushIds: MsgId[] = []
      const hinted = new Set<bigint>()
      const writes = Array.from({ length: count }, () => {
        const id = ids.next() as MsgId
        pushIds.push(id)
        const emission = callbacksFor(
          { callbacks: store.tables.callbacks, ids },
          ready,
          settledOf(id, clock.now(), change),
        )
        for (const ruleId of emission.ruleIds) hinted.add(ruleId)
        return emission.writes
      }).flat()
      await store.commit(writes)
      if (hinted.size > 0) bus.publish({ kind: 'callback.waiting', ruleIds: [...hinted] })
      return pushIds
    },

    /** The app's callbacks, newest first. */
    async callbacks(): Promise<readonly CallbackRecord[]> {
      return await store.tables.callbacks.list(app.id, {}, undefined, 10_000)
    },

    /** Waits, record by record, until the app's callbacks are as wanted; `nudge` is called before each wait. */
    async until(
      wanted: (records: readonly CallbackRecord[]) => boolean,
      nudge: (records: readonly CallbackRecord[]) => void = () => undefined,
    ): Promise<readonly CallbackRecord[]> {
      for (;;) {
        const next = changed.promise
        const records = await this.callbacks()
        if (wanted(records)) return records
        nudge(records)
        await next
      }
    },
  }
}

/** The lab. */
export type Lab = Awaited<ReturnType<typeof openLab>>

function settledOf(id: MsgId, nowMs: number, change: Partial<Outcome>) {
  const outcome: Outcome = {
    status: 'success',
    reason: 'delivered',
    notifierName: 'demo_apns' as NotifierName,
    provider: 'APNS',
    deviceToken: 'tok-0001',
    answer: '{"accepted":true}',
    errorMessage: undefined,
    possibleDuplicate: false,
    unbound: false,
    settledAtMs: nowMs,
    ...change,
  }
  const push = {
    id,
    appId: app.id,
    target: 'bob' as UserId,
    notification: { title: '标题', content: 'Hello', blocks: {} },
  }
  return { app, push, delivery: { deviceId: 'dev-0001' as DeviceId }, outcome }
}
