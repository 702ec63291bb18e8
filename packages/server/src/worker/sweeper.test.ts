import { deepEqual } from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { day, hour } from '@posthouse/protocol'
import { silentLog } from '../base/log.ts'
import { createScope } from '../base/scope.ts'
import { newReceipt, tokenFingerprint } from '../domain/receipt.ts'
import { openStore } from '../store/open.ts'
import { aNotifier, sampleApp } from '../store/testing/samples.ts'
import { startSweeper } from './sweeper.ts'

const nowMs = Date.UTC(2026, 10, 21, 12)

test('receipts of more than thirty days are forgotten, however many they are, and younger ones stay', async () => {
  const place = mkdtempSync(join(tmpdir(), 'posthouse-sweeper-'))
  {
    const waits = Promise.withResolvers<void>()
    const clock = {
      now: () => nowMs,
      monotonic: () => nowMs,
      after: (delayMs: number) => {
        if (delayMs === hour) waits.resolve()
        return () => undefined
      },
    }
    await using store = await openStore({ url: join(place, 'sweeper.db'), clock, log: silentLog })
    const { receipts } = store.tables
    const { name } = aNotifier()
    const record = (vendorId: string, count: number, receivedAtMs: number, id: bigint) => {
      const all = Array.from({ length: count }, (_, at) =>
        newReceipt(name, { token: `t${at}`, vendorId, fate: 'dropped', code: '', text: '' }, receivedAtMs),
      )
      const call = { appId: sampleApp, notifierName: name, provider: 'POST', id, receivedAtMs, receipts: all }
      return store.commit(receipts.record(call))
    }
    await record('old', 1_001, nowMs - 30 * day - 1, 1n)
    await record('young', 1, nowMs - 30 * day, 2n)
    await using scope = createScope(error => {
      throw error
    })
    startSweeper({ store, clock, log: silentLog, scope })
    await waits.promise
    const found = async (vendorId: string, token: string) =>
      (await receipts.find(sampleApp, [{ vendorId, tokenFingerprint: tokenFingerprint(token) }])).length
    deepEqual([await found('old', 't0'), await found('old', 't1000'), await found('young', 't0')], [0, 0, 1])
  }
  rmSync(place, { recursive: true, force: true })
})
