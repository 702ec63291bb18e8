import { deepEqual } from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { day, hour, type MsgId, minute, type UserId } from '@posthouse/protocol'
import { silentLog } from '../base/log.ts'
import { createScope } from '../base/scope.ts'
import { userAudience } from '../domain/chat/conversation.ts'
import { newReceipt, tokenFingerprint } from '../domain/receipt.ts'
import { aCallback, aNotifier, aTry, sampleApp } from '../domain/testing/samples.ts'
import { openStore } from '../store/open.ts'
import { startSweeper } from './sweeper.ts'

const nowMs = Date.UTC(2026, 10, 21, 12)

test('receipts of more than thirty days are forgotten with the ids they would name, however many, and younger ones stay', async () => {
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
    const { receipts, taskReports } = store.tables
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
    const ship = (vendorIds: readonly string[], madeAtMs: number) =>
      taskReports.insertShipments(sampleApp, 9n, { provider: 'HONOR', vendorIds, madeAtMs })
    await store.commit([
      ship(
        Array.from({ length: 1_001 }, (_, at) => `old-${at}`),
        nowMs - 30 * day - 1,
      ),
      ship(['young'], nowMs - 30 * day),
    ])
    await using scope = createScope(error => {
      throw error
    })
    startSweeper({ store, historyMs: 30 * day, clock, log: silentLog, scope })
    await waits.promise
    const found = async (vendorId: string, token: string) =>
      (await receipts.find(sampleApp, [{ vendorId, tokenFingerprint: tokenFingerprint(token) }])).length
    deepEqual([await found('old', 't0'), await found('old', 't1000'), await found('young', 't0')], [0, 0, 1])
    deepEqual(await store.commit([taskReports.deleteShipmentsBefore(nowMs, 9)]), [1])
  }
  rmSync(place, { recursive: true, force: true })
})

test('reliability F80: dead letters of more than thirty days are forgotten with their tries; others stay', async () => {
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
    const { callbacks } = store.tables
    const dead = { state: 'dead', dueAtMs: undefined } as const
    const keep = async (id: bigint, atMs: number) => {
      await store.commit([callbacks.insert(aCallback({ id }), 1)])
      await store.commit([callbacks.claim(aCallback().ruleId, 1, 2, 1)])
      await store.commit([callbacks.tried(aCallback({ id }), 1, aTry({ callbackId: id, atMs }), dead)])
    }
    await keep(1n, nowMs - 30 * day - 1)
    await keep(2n, nowMs - 30 * day)
    await store.commit([callbacks.insert(aCallback({ id: 3n, createdAtMs: 1 }), nowMs)])
    await using scope = createScope(error => {
      throw error
    })
    startSweeper({ store, historyMs: 30 * day, clock, log: silentLog, scope })
    await waits.promise
    const left = await callbacks.list(sampleApp, {}, undefined, 9)
    deepEqual(
      left.map(({ callback, tries }) => [callback.id, tries.length]),
      [
        [3n, 0],
        [2n, 1],
      ],
    )
  }
  rmSync(place, { recursive: true, force: true })
})

test('I7: messages go when they expire, however many, and senders’ names for them after a week; younger ones stay', async () => {
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
    const { timeline } = store.tables
    const own = userAudience('alice' as UserId)
    const append = (expiresAtMs: number) =>
      timeline.append(sampleApp, own, { kind: 'conversation' }, nowMs - day, expiresAtMs)
    const claim = (localId: string, atMs: number) =>
      timeline.claimLocalId(sampleApp, 'alice' as UserId, localId, 1n as MsgId, atMs)
    await store.commit(Array.from({ length: 1_501 }, () => append(nowMs)))
    await store.commit([append(nowMs + 1), claim('old', nowMs - 7 * day - 1), claim('young', nowMs - 7 * day)])
    await using scope = createScope(error => {
      throw error
    })
    startSweeper({ store, historyMs: 30 * day, clock, log: silentLog, scope })
    await waits.promise
    deepEqual(
      (await timeline.after(sampleApp, 0, 9)).map(({ entry }) => entry.position),
      [1_502],
    )
    const known = (localId: string) => timeline.ofLocalId(sampleApp, 'alice' as UserId, localId)
    deepEqual([await known('old'), await known('young')], [undefined, 1n])
  }
  rmSync(place, { recursive: true, force: true })
})

test('figures per minute go after two days, however many, ended sessions and expired links at once; others stay', async () => {
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
    const { minutes, consoleSessions, accessLinks } = store.tables
    const kept = (nowMs - 48 * hour) / minute
    const add = (minuteNumber: number) =>
      minutes.add(sampleApp, minuteNumber, '', { targeted: 1, success: 0, fail: 1, error: 0, answers: [] })
    const session = (name: number, seenAtMs: number, createdAtMs: number) =>
      consoleSessions.insert(Uint8Array.of(name), { accountId: 1n, createdAtMs, seenAtMs, address: '::1' }, 9)
    const link = (accountId: bigint, expiresAtMs: number) =>
      accessLinks.replace(Uint8Array.of(Number(accountId)), { accountId, expiresAtMs })
    await store.commit(Array.from({ length: 1_501 }, (_, at) => add(kept - 1 - at)))
    await store.commit([add(kept), link(1n, nowMs - 1), link(2n, nowMs)])
    await store.commit([session(1, nowMs - 12 * hour - 1, nowMs - day), session(2, nowMs, nowMs - 7 * day - 1)])
    await store.commit([session(3, nowMs - 12 * hour, nowMs - 7 * day)])
    await using scope = createScope(error => {
      throw error
    })
    startSweeper({ store, historyMs: 30 * day, clock, log: silentLog, scope })
    await waits.promise
    const left = await minutes.ofApp(sampleApp, 0, kept + 9)
    deepEqual(
      left.map(({ minuteNumber }) => minuteNumber),
      [kept],
    )
    const sessions = [1, 2, 3].map(name => consoleSessions.find(Uint8Array.of(name)))
    const links = [1, 2].map(name => accessLinks.find(Uint8Array.of(name)))
    const isThere = (all: readonly unknown[]) => all.map(one => one !== undefined)
    deepEqual(isThere(await Promise.all(sessions)), [false, false, true])
    deepEqual(isThere(await Promise.all(links)), [false, true])
  }
  rmSync(place, { recursive: true, force: true })
})
