// One table over all vendors: what each does when all goes well and in each of the ways it can go wrong, in the vendor's own words. The
// answers are the vendors' (spec/vendors.md, the error tables and §10); a fault puts them on the wire, everything else is real.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { vendors } from './registry.ts'
import type { Fault } from './simulator/contract.ts'
import { simulators } from './simulators.ts'
import { openStage, type Stage } from './testing/stage.ts'
import type { SendResult } from './vendor.ts'

/** An answer as the vendor writes it. */
interface Answer {
  readonly status: number
  readonly body: unknown
  readonly headers?: Readonly<Record<string, string>>
}

/** One vendor's row. */
interface Row {
  /** The short-lived credential is over: a new one is got, the push sent once more. `static`: there is none to renew. */
  readonly expired: Answer | { readonly static: Answer }
  /** Whether a renewal asks the vendor; a credential that we sign ourselves does not. */
  readonly renewal: 'asked' | 'signed here'
  readonly throttled: Answer & { readonly scope: 'token' | 'notifier' }
  /** The day's share is used up; `none`: the vendor documents no such answer. */
  readonly quota: Answer | 'none'
  readonly tooLarge: Answer
  readonly serverError: Answer
}

const google = (code: number, status: string, errorCode: string | undefined, message = 'm'): Answer => ({
  status: code,
  body: {
    error: {
      code,
      message,
      status,
      ...(errorCode
        ? { details: [{ '@type': 'type.googleapis.com/google.firebase.fcm.v1.FcmError', errorCode }] }
        : {}),
    },
  },
})
const hms = (code: string, status = 200): Answer => ({ status, body: { code, msg: 'm', requestId: '17' } })

const table: Readonly<Record<string, Row>> = {
  apns: {
    expired: { status: 403, body: { reason: 'ExpiredProviderToken' } },
    renewal: 'signed here',
    throttled: { status: 429, body: { reason: 'TooManyRequests' }, scope: 'token' },
    quota: 'none',
    tooLarge: { status: 413, body: { reason: 'PayloadTooLarge' } },
    serverError: { status: 500, body: { reason: 'InternalServerError' } },
  },
  fcm: {
    expired: google(401, 'UNAUTHENTICATED', undefined),
    renewal: 'asked',
    throttled: { ...google(429, 'RESOURCE_EXHAUSTED', 'QUOTA_EXCEEDED'), scope: 'notifier' },
    quota: 'none',
    tooLarge: { status: 413, body: '' },
    serverError: google(500, 'INTERNAL', 'INTERNAL'),
  },
  huawei: {
    expired: hms('80200003', 401),
    renewal: 'asked',
    throttled: { status: 503, body: '', scope: 'notifier' },
    quota: 'none',
    tooLarge: hms('80300008', 400),
    serverError: hms('81000001', 500),
  },
  honor: {
    expired: { status: 401, body: { code: 80200003, message: 'expired' } },
    renewal: 'asked',
    throttled: { status: 429, body: '', scope: 'notifier' },
    quota: 'none',
    tooLarge: { status: 200, body: { code: 80300008, message: 'too big' } },
    serverError: { status: 500, body: { code: 81000001, message: 'internal' } },
  },
  harmony: {
    expired: hms('80200005', 401),
    renewal: 'signed here',
    throttled: { status: 503, body: '', scope: 'notifier' },
    quota: 'none',
    tooLarge: hms('80300008', 400),
    serverError: hms('81000001', 500),
  },
  xiaomi: {
    expired: { static: { status: 200, body: { result: 'error', reason: 'auth', code: 21301 } } },
    renewal: 'signed here',
    throttled: { status: 200, body: { result: 'error', reason: 'too fast', code: 10027 }, scope: 'notifier' },
    quota: { status: 200, body: { result: 'error', reason: 'daily limit', code: 10034 } },
    tooLarge: { status: 200, body: { result: 'error', reason: 'content too long', code: 65009 } },
    serverError: { status: 500, body: '' },
  },
  oppo: {
    expired: { status: 200, body: { code: 11, message: 'Invalid Auth Token' } },
    renewal: 'asked',
    throttled: { status: 200, body: { code: -2, message: 'Service in Flow Control' }, scope: 'notifier' },
    quota: { status: 200, body: { code: 33, message: 'The number of messages exceeds the daily limit' } },
    tooLarge: { status: 413, body: '' },
    serverError: { status: 500, body: '' },
  },
  vivo: {
    expired: { status: 200, body: { result: 10000, desc: '权限认证失败' } },
    renewal: 'asked',
    throttled: { status: 200, body: { result: 10072, desc: '发送过快' }, scope: 'notifier' },
    quota: { status: 200, body: { result: 10073, desc: '发送总量超限' } },
    tooLarge: { status: 413, body: '' },
    serverError: { status: 500, body: '' },
  },
  meizu: {
    expired: { static: { status: 200, body: { code: '1006', message: 'sign', value: '', redirect: '' } } },
    renewal: 'signed here',
    throttled: { status: 200, body: { code: '110010', message: 'fast', value: '', redirect: '' }, scope: 'notifier' },
    quota: { status: 200, body: { code: '110019', message: 'day', value: '', redirect: '' } },
    tooLarge: { status: 413, body: '' },
    serverError: { status: 500, body: '' },
  },
  webpush: {
    expired: { status: 401, body: { code: 401, errno: 109, error: 'Unauthorized' } },
    renewal: 'signed here',
    // Of this browser's service; the notifier's other services are not held up.
    throttled: { status: 429, body: '', headers: { 'retry-after': '7' }, scope: 'token' },
    quota: 'none',
    tooLarge: { status: 413, body: { code: 413, errno: 104, error: 'Payload Too Large' } },
    serverError: { status: 500, body: { code: 500, errno: 999, error: 'Internal' } },
  },
}

/** Longest time any channel gives a batch, ms. */
const BATCH_MS_MAX = 15_000

test('no vendor is without its row', () => {
  assert.deepEqual(
    Object.keys(table),
    vendors.map(({ name }) => name),
  )
})

test('F55 a vendor that documents an answer for a used-up day has it in its row', () => {
  for (const { name, codes } of vendors) {
    const documents = codes.some(({ meaning }) => meaning === 'quota')
    assert.equal(table[name]?.quota !== 'none', documents, name)
  }
})

for (const vendor of vendors) {
  const start = simulators[vendor.name]
  const row = table[vendor.name]
  if (!start || !row) continue
  const scenario = (name: string, run: (stage: Stage, row: Row) => Promise<void>): void => {
    test(`${vendor.name}: ${name}`, async () => {
      await using stage = await openStage({ vendor, start })
      await run(stage, row)
    })
  }
  scenarios(scenario)
  if (row.quota !== 'none') quotaScenario(scenario, row.quota)
}

type Scenario = (name: string, run: (stage: Stage, row: Row) => Promise<void>) => void

function scenarios(scenario: Scenario): void {
  scenario('success', async stage => {
    assert.deepEqual(words(await stage.send(stage.tokens(1))), ['accepted'])
    assert.equal(stage.simulator.delivered.length, 1)
  })

  scenario('F70 invalid token: refused about this token and nothing else', async stage => {
    const [token = ''] = stage.tokens(1)
    stage.simulator.setToken(token, stage.app, { kind: 'unregistered', atMs: 1 })
    assert.deepEqual(words(await stage.send([token])), ['rejected token'])
    assert.equal(calls(stage, 'push'), 1)
  })

  scenario('F66 expired auth: one refresh and one retry, or the notifier’s affair at once', async (stage, row) => {
    await stage.send(stage.tokens(1))
    const before = { auth: calls(stage, 'auth'), push: calls(stage, 'push') }
    const isStatic = 'static' in row.expired
    stage.simulator.arm(answers('static' in row.expired ? row.expired.static : row.expired))
    // A credential that was made just now is not renewed: APNs counts renewals.
    stage.clock.advance(25 * 60_000)
    stage.vendorsClock.advance(25 * 60_000)
    assert.deepEqual(words(await stage.send(stage.tokens(1))), [isStatic ? 'rejected notifier' : 'accepted'])
    assert.equal(calls(stage, 'push') - before.push, isStatic ? 1 : 2)
    assert.equal(calls(stage, 'auth') - before.auth, row.renewal === 'asked' ? 1 : 0)
  })

  scenario('F54 throttled: waits as told, or at least a second', async (stage, { throttled }) => {
    stage.simulator.arm(answers(throttled))
    const [result] = await stage.send(stage.tokens(1))
    assert.ok(result?.kind === 'throttled' && !result.quota && result.scope === throttled.scope, said(result))
    assert.ok(result.retryAfterMs >= 1_000 && result.retryAfterMs <= 3_600_000)
    assert.deepEqual(words(await stage.send(stage.tokens(1))), ['accepted'])
  })

  scenario('F75 payload too large: about the message, sent once', async (stage, { tooLarge }) => {
    stage.simulator.arm(answers(tooLarge))
    const [result] = await stage.send(stage.tokens(1))
    assert.ok(result?.kind === 'rejected' && result.scope === 'message', said(result))
    assert.equal(result.reason, 'message-too-large')
    assert.equal(calls(stage, 'push'), 1)
  })

  scenario('F56 server error: unknown, and the channel does not repeat it', async (stage, { serverError }) => {
    stage.simulator.arm(answers(serverError))
    assert.deepEqual(words(await stage.send(stage.tokens(1))), ['unknown'])
    assert.equal(calls(stage, 'push'), 1)
  })

  scenario('F58 time-out after the bytes left: unknown', async stage => {
    await stage.send(stage.tokens(1))
    const taken = new Promise<void>(resolve => stage.simulator.onDelivered(() => resolve()))
    stage.simulator.arm({ action: { kind: 'hang' } })
    const sending = stage.send(stage.tokens(1))
    await taken
    stage.clock.advance(BATCH_MS_MAX)
    assert.deepEqual(await sending, [{ kind: 'unknown', cause: 'deadline' }])
  })

  scenario('F71 partial batch: each shipment has its own result, in its place', async stage => {
    const tokens = stage.tokens(9)
    for (const index of [2, 7]) {
      stage.simulator.setToken(tokens[index] ?? '', stage.app, { kind: 'unregistered', atMs: 1 })
    }
    assert.deepEqual(
      words(await stage.send(tokens)),
      tokens.map((_, index) => (index === 2 || index === 7 ? 'rejected token' : 'accepted')),
    )
    assert.equal(stage.simulator.delivered.length, 7)
  })
}

function quotaScenario(scenario: Scenario, quota: Answer): void {
  scenario('F55 quota: the notifier rests until the vendor’s next day', async stage => {
    stage.simulator.arm(answers(quota))
    const [result] = await stage.send(stage.tokens(1))
    assert.ok(result?.kind === 'throttled' && result.quota === true && result.scope === 'notifier', said(result))
    const resumesAtMs = stage.clock.now() + result.retryAfterMs
    assert.equal((resumesAtMs + 8 * 3_600_000) % 86_400_000, 0, 'midnight in Beijing')
  })
}

function answers({ status, body, headers }: Answer): Fault {
  return { action: { kind: 'answer', status, body, ...(headers ? { headers } : {}) } }
}

function calls({ simulator }: Stage, on: 'push' | 'auth'): number {
  return simulator.received.filter(request => request.on === on).length
}

function words(results: readonly SendResult[]): readonly string[] {
  return results.map(result => (result.kind === 'rejected' ? `rejected ${result.scope}` : result.kind))
}

function said(result: SendResult | undefined): string {
  return JSON.stringify(result)
}
