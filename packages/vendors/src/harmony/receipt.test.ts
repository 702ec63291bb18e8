import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ReceiptReading, ReceiptRequest } from '../receipt.ts'
import { hidden } from '../registry.ts'
import type { ReceiptCall } from '../simulator/contract.ts'
import { openStage, type Stage } from '../testing/stage.ts'
import type { HarmonyCredentials } from './credentials.ts'
import { harmony } from './index.ts'
import { receipts } from './receipt.ts'
import { startHarmonySimulator } from './simulator.ts'

const subject = { vendor: hidden(harmony), start: startHarmonySimulator }

async function credentials({ simulator, app }: Stage, settings?: object): Promise<HarmonyCredentials> {
  const form = await simulator.addApp({ packageName: app })
  return harmony.parseCredentials({ ...form, settings: { ...(settings ?? form.settings) } })
}

function request(call: { headers: Readonly<Record<string, string>>; body: string }, nowMs: number): ReceiptRequest {
  return { method: 'POST', ...call, nowMs }
}

const kind = (reading: ReceiptReading): string =>
  reading.kind === 'receipts' ? 'receipts' : `${reading.kind} ${reading.cause}`

test('what the simulator signs and reports of a push is read as that fate of that push, with its nonce', async () => {
  await using stage = await openStage(subject)
  const [token = ''] = stage.tokens(1)
  await stage.send([token])
  const [push] = stage.simulator.delivered
  assert.ok(push)
  const known = await credentials(stage)
  const nonces = new Set<string | undefined>()
  for (const fate of receipts.reports) {
    const call: ReceiptCall | undefined = stage.simulator.receiptCall?.(push, fate)
    assert.ok(call && call.url === undefined)
    assert.match(call.body, /"appPackageName":"com\.example\.chat".*"deliveryStatus":\{"result":\d+,"timestamp":\d+\}/)
    const reading = receipts.read(request(call, stage.vendorsClock.now()), known)
    assert.ok(reading.kind === 'receipts')
    nonces.add(reading.nonce)
    const [receipt] = reading.receipts
    assert.deepEqual(
      [receipt?.token, receipt?.fate, receipt?.vendorId, receipt?.atMs],
      [token, fate, push.vendorId, push.atMs],
    )
  }
  assert.equal(nonces.size, receipts.reports.length)
  assert.equal(stage.simulator.receiptCall?.(push, 'clicked'), undefined)
})

test('with a secret only what it signed within five minutes is taken; without one the address alone vouches', async () => {
  await using stage = await openStage(subject)
  await stage.send(stage.tokens(1))
  const [push] = stage.simulator.delivered
  const call = push && stage.simulator.receiptCall?.(push, 'arrived')
  assert.ok(call)
  const nowMs = stage.vendorsClock.now()
  const known = await credentials(stage)
  const read = (change: Partial<ReceiptRequest>, by: HarmonyCredentials = known): string =>
    kind(receipts.read({ ...request(call, nowMs), ...change }, by))
  assert.equal(read({}), 'receipts')
  assert.equal(read({ headers: {} }), 'refused header-malformed')
  assert.equal(read({ nowMs: nowMs + 300_001 }), 'refused outside-window')
  assert.equal(read({ body: '{}' }), 'malformed the body has no list "statuses"')
  const wrong = await credentials(stage, { receiptUser: 'posthouse', receiptSecret: 'other' })
  assert.equal(read({}, wrong), 'refused signature-wrong')
  assert.equal(read({ headers: {} }, await credentials(stage, {})), 'receipts')
})
