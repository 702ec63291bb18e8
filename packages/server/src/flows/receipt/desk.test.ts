import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import type { UserId } from '@posthouse/protocol'
import type { AnyVendor, Receipt, ReceiptReading } from '@posthouse/vendors'
import { createIds } from '../../base/ids.ts'
import { silentLog } from '../../base/log.ts'
import { tokenFingerprint } from '../../domain/receipt.ts'
import { aBinding, aNotifier, sampleApp } from '../../domain/testing/samples.ts'
import { ChannelError, type VendorChannels } from '../../ports/channels.ts'
import { StoreError } from '../../ports/store.ts'
import { openStore } from '../../store/open.ts'
import { createReceiptDesk, type ReceiptDesk } from './desk.ts'

const startMs = Date.UTC(2026, 10, 21, 12)
const windowMs = 300_000
const answer = { contentType: 'text/plain', body: 'taken' }
const notifier = aNotifier({ vendor: 'post', provider: 'POST' })
const request = { method: 'POST', headers: {}, body: '' }

/** A desk over a real record, and a vendor that reads whatever the test says. */
async function aDesk() {
  let nowMs = startMs
  const clock = clockOf(() => nowMs)
  const place = mkdtempSync(join(tmpdir(), 'posthouse-desk-'))
  const store = await openStore({ url: join(place, 'desk.db'), clock, log: silentLog })
  let reading: ReceiptReading | Error = { kind: 'receipts', receipts: [], skipped: 0 }
  let failing: Error | undefined
  let failingAfter = 0
  const reads: unknown[] = []
  const units: number[] = []
  const warned: string[] = []
  const source = { proof: 'signature', setBy: 'push', reports: [], answer, windowMs }
  const channels: Pick<VendorChannels, 'vendorOf' | 'readReceipts'> = {
    vendorOf: provider => (provider === 'POST' ? ({ receipts: source } as unknown as AnyVendor) : undefined),
    async readReceipts(_, given) {
      reads.push(given)
      if (reading instanceof Error) throw reading
      return reading
    },
  }
  const desk: ReceiptDesk = createReceiptDesk({
    store: {
      tables: store.tables,
      commit(writes) {
        if (failing && units.length >= failingAfter) return Promise.reject(failing)
        units.push(writes.length)
        return store.commit(writes)
      },
    },
    ...{ channels, clock, ids: createIds(clock, 0) },
    log: { ...silentLog, warn: (event, fields) => warned.push(`${event} ${JSON.stringify(fields)}`) },
  })
  return {
    ...{ desk, store, reads, units, warned },
    says(receipts: readonly Receipt[], nonce?: string) {
      reading = { kind: 'receipts', receipts, skipped: 0, ...(nonce === undefined ? {} : { nonce }) }
    },
    meets(next: ReceiptReading | Error) {
      reading = next
    },
    fails(error: Error | undefined, after = 0) {
      failing = error
      failingAfter = after
    },
    advance(ms: number) {
      nowMs += ms
    },
    found: (vendorId: string, token: string) =>
      store.tables.receipts.find(sampleApp, [{ vendorId, tokenFingerprint: tokenFingerprint(token) }]),
    counted: async () => (await store.tables.counters.ofApp(sampleApp, '2026-11-21', '2026-11-21'))[0],
    async [Symbol.asyncDispose]() {
      await store[Symbol.asyncDispose]()
      rmSync(place, { recursive: true, force: true })
    },
  }
}

function clockOf(now: () => number) {
  return { now, monotonic: now, after: () => () => undefined }
}

function aReceipt(with_: Partial<Receipt> = {}): Receipt {
  return { token: 't', vendorId: 'v', fate: 'arrived', code: '1', text: 'delivered', ...with_ }
}

const refused = { code: 'token_unknown', status: 401 }

test('arrivals and taps are kept, counted, and answered as the vendor wants it', async () => {
  await using lab = await aDesk()
  lab.says([aReceipt(), aReceipt({ fate: 'clicked', atMs: 5 }), aReceipt({ fate: 'dropped', token: 'u' })])
  assert.deepEqual(await lab.desk.take(notifier, request), answer)
  assert.deepEqual(lab.reads, [{ ...request, nowMs: startMs }])
  const kept = await lab.found('v', 't')
  assert.deepEqual(
    kept.map(({ fate, atMs, receivedAtMs }) => [fate, atMs, receivedAtMs]),
    [
      ['arrived', undefined, startMs],
      ['clicked', 5, startMs],
    ],
  )
  const { arrived, clicked, provider, targeted } = (await lab.counted()) ?? assert.fail()
  assert.deepEqual([arrived, clicked, provider, targeted], [1, 1, 'POST', 0])
  assert.deepEqual(lab.desk.callsOf(notifier.uuid), { taken: 1, refused: 0, malformed: 0, lastAtMs: startMs })
})

test('a token is kept as a fingerprint only', async () => {
  await using lab = await aDesk()
  lab.says([aReceipt({ token: 'secret-token' })])
  await lab.desk.take(notifier, request)
  const [kept] = await lab.found('v', 'secret-token')
  assert.match(kept?.tokenFingerprint ?? '', /^[0-9a-f]{32}$/)
  assert.equal(JSON.stringify(kept).includes('secret-token'), false)
})

test('F70 a dead token is unbound as of its death, which is never later than now', async () => {
  await using lab = await aDesk()
  const { bindings } = lab.store.tables
  const bound = async () => (await bindings.ofUser(sampleApp, aBinding().username)).length
  const dead = (vendorId: string, atMs?: number) =>
    lab.says([aReceipt({ token: 'token-1', vendorId, fate: 'token-dead', ...(atMs === undefined ? {} : { atMs }) })])
  await lab.store.commit([bindings.put(aBinding({ boundAtMs: startMs + 1 }))])
  for (const [vendorId, atMs] of [['a', startMs - 1], ['b', startMs + 9_999], ['c']] as const) {
    dead(vendorId, atMs)
    await lab.desk.take(notifier, request)
    assert.equal(await bound(), 1, vendorId)
  }
  lab.advance(1)
  dead('d')
  await lab.desk.take(notifier, request)
  assert.equal(await bound(), 0)
})

test('what no database keeps is made harmless: control characters, half characters, endless texts', async () => {
  await using lab = await aDesk()
  lab.says([
    aReceipt({ code: '\u0000'.repeat(99), text: `a\nb\ud800${'x'.repeat(999)}` }),
    aReceipt({ token: 'u', vendorId: 'v'.repeat(257) }),
    aReceipt({ token: 'w\u0000', vendorId: 'v\u0000', fate: 'token-dead' }),
  ])
  await lab.desk.take(notifier, request)
  const [kept] = await lab.found('v', 't')
  assert.equal(kept?.code, ' '.repeat(64))
  assert.equal(kept?.text.length, 256)
  assert.match(kept?.text ?? '', /^a b\ufffdx+$/)
  assert.deepEqual([(await lab.found('', 'u')).length, (await lab.found('', 'w\u0000')).length], [1, 1])
})

test('what is refused or cannot be read changes nothing, and is logged and counted', async () => {
  await using lab = await aDesk()
  lab.meets({ kind: 'refused', cause: 'signature-wrong' })
  await assert.rejects(lab.desk.take(notifier, request), refused)
  lab.meets({ kind: 'malformed', cause: 'no list' })
  await assert.rejects(lab.desk.take(notifier, request), { code: 'argument_illegal', message: 'no list' })
  assert.deepEqual(lab.warned, [
    `receipt.refused {"notifier":"${notifier.uuid}","cause":"signature-wrong"}`,
    `receipt.malformed {"notifier":"${notifier.uuid}","cause":"no list"}`,
  ])
  assert.deepEqual(lab.desk.callsOf(notifier.uuid), { taken: 0, refused: 1, malformed: 1, lastAtMs: startMs })
  assert.equal(await lab.counted(), undefined)
})

test('a nonce is taken once for as long as its request could be, by each notifier', async () => {
  await using lab = await aDesk()
  lab.says([aReceipt()], 'n')
  await lab.desk.take(notifier, request)
  lab.says([aReceipt({ fate: 'clicked' })], 'n')
  await assert.rejects(lab.desk.take(notifier, request), refused)
  lab.advance(2 * windowMs - 1)
  await assert.rejects(lab.desk.take(notifier, request), refused)
  await lab.desk.take({ ...notifier, uuid: 'b5ae9cc0-0000-4000-8000-00000000ffff' }, request)
  lab.advance(1)
  await lab.desk.take(notifier, request)
})

test('of two requests at once with one nonce, one is taken', async () => {
  await using lab = await aDesk()
  lab.says([aReceipt()], 'n')
  const ends = await Promise.allSettled([lab.desk.take(notifier, request), lab.desk.take(notifier, request)])
  assert.deepEqual(ends.map(({ status }) => status).sort(), ['fulfilled', 'rejected'])
})

test('where nothing could be recorded, the repeated request is taken', async () => {
  await using lab = await aDesk()
  lab.says([aReceipt()], 'n')
  lab.fails(new StoreError('full', 'no space'))
  await assert.rejects(lab.desk.take(notifier, request), StoreError)
  lab.fails(undefined)
  await lab.desk.take(notifier, request)
  assert.equal((await lab.counted())?.arrived, 1)
})

test('I13 a thousand dead tokens are recorded in small units, and after a fault half-way the repeat brings the rest', async () => {
  await using lab = await aDesk()
  const { bindings } = lab.store.tables
  const token = (index: number) => `dead-${index}`
  const users = Array.from({ length: 1_000 }, (_, index) => `user-${index}` as UserId)
  await lab.store.commit(
    users.map((username, index) => bindings.put(aBinding({ username, deviceToken: token(index), boundAtMs: startMs }))),
  )
  const bound = async () => (await Promise.all(users.map(user => bindings.ofUser(sampleApp, user)))).flat().length
  lab.says([aReceipt(), ...users.map((_, index) => aReceipt({ token: token(index), fate: 'token-dead' }))], 'n')
  lab.fails(new StoreError('full', 'no space'), 3)
  await assert.rejects(lab.desk.take(notifier, request), StoreError)
  const left = await bound()
  assert.ok(left > 0 && left < 1_000, `${left} left`)
  lab.fails(undefined)
  await lab.desk.take(notifier, request)
  assert.deepEqual([await bound(), (await lab.counted())?.arrived], [0, 1])
  assert.ok(Math.max(...lab.units) <= 64, `up to ${Math.max(...lab.units)} writes`)
})

test('a credential that does not open is no refusal: the vendor is to come again', async () => {
  await using lab = await aDesk()
  lab.meets(new ChannelError('sealed'))
  await assert.rejects(lab.desk.take(notifier, request), { code: 'overloaded', status: 503 })
  lab.meets(new StoreError('full', 'x'))
  await assert.rejects(lab.desk.take(notifier, request), StoreError)
  await assert.rejects(lab.desk.take({ ...notifier, provider: 'NOBODY' }, request), { code: 'path_unknown' })
})
