// What every engine keeps of vendors' reports: each once, counted once, found by message and phone.
import { deepEqual, equal } from 'node:assert/strict'
import type { NotifierName, UserId } from '@posthouse/protocol'
import type { NewReceipt } from '../../domain/receipt.ts'
import { aBinding, sampleApp } from '../../domain/testing/samples.ts'
import type { ReceiptCall, Store } from '../../ports/store.ts'
import { type Case, otherApp } from './case.ts'

const atMs = Date.UTC(2026, 10, 21, 23, 59)
const notifierName = aBinding().notifierName
const provider = 'HUAWEIPUSH'

function aReceipt(with_: Partial<NewReceipt> = {}): NewReceipt {
  return {
    notifierName,
    vendorId: 'r1',
    tokenFingerprint: 'f1',
    fate: 'arrived',
    code: '0',
    text: '已送达 "delivered"',
    atMs: atMs - 5,
    receivedAtMs: atMs,
    dead: undefined,
    ...with_,
  }
}

function aDeadToken(deviceToken: string, diedAtMs: number, with_: Partial<NewReceipt> = {}): NewReceipt {
  return aReceipt({ fate: 'token-dead', tokenFingerprint: deviceToken, dead: { deviceToken, diedAtMs }, ...with_ })
}

let calls = 2n ** 62n
function aCall(receipts: readonly NewReceipt[], with_: Partial<ReceiptCall> = {}): ReceiptCall {
  calls += 1n
  const call = { appId: sampleApp, notifierName, provider: 'HUAWEIPUSH', id: calls, receivedAtMs: atMs }
  return { ...call, receipts, ...with_ }
}

async function record(store: Store, ...calls: readonly ReceiptCall[]): Promise<void> {
  await Promise.all(calls.map(call => store.commit(store.tables.receipts.record(call))))
}

async function counted(store: Store, day = '2026-11-21'): Promise<readonly (readonly [string, number, number])[]> {
  const days = await store.tables.counters.ofApp(sampleApp, day, day)
  return days.map(({ provider, arrived, clicked }) => [provider, arrived, clicked])
}

async function fates(store: Store, vendorId: string, tokenFingerprint: string): Promise<readonly string[]> {
  const found = await store.tables.receipts.find(sampleApp, [{ vendorId, tokenFingerprint }])
  return found.map(({ fate }) => fate)
}

/** See the head of the file. */
export const receiptCases: readonly Case[] = [
  {
    name: 'a receipt is kept whole and found by app, message and phone',
    run: async store => {
      const pending = aReceipt({ fate: 'pending', atMs: undefined })
      await record(store, aCall([aReceipt(), pending, aReceipt({ tokenFingerprint: 'f2' })]))
      const { dead: _, ...kept } = aReceipt()
      const { dead: __, ...later } = pending
      const { receipts } = store.tables
      const sought = [{ vendorId: 'r1', tokenFingerprint: 'f1' }]
      deepEqual(await receipts.find(sampleApp, sought), [kept, later])
      deepEqual(await receipts.find(otherApp, sought), [])
      deepEqual(await receipts.find(sampleApp, [{ vendorId: 'r2', tokenFingerprint: 'f1' }]), [])
      deepEqual(await receipts.find(sampleApp, []), [])
    },
  },
  {
    name: 'each arrival and tap is counted once, however often and together with whatever it is reported',
    run: async store => {
      const { counters } = store.tables
      await store.commit([counters.add(sampleApp, '2026-11-21', 'HUAWEIPUSH', { targeted: 2, success: 2 })])
      const both = [aReceipt(), aReceipt(), aReceipt({ fate: 'clicked' }), aReceipt({ fate: 'dropped', code: '6' })]
      await record(store, aCall(both), aCall(both), aCall([aReceipt({ tokenFingerprint: 'f2' }), ...both]))
      deepEqual(await counted(store), [['HUAWEIPUSH', 2, 1]])
      await record(store, aCall(both, { receivedAtMs: atMs + 120_000 }))
      deepEqual(await counted(store, '2026-11-22'), [])
      await record(store, aCall([aReceipt({ vendorId: 'r2' })], { receivedAtMs: atMs + 120_000 }))
      deepEqual(await counted(store, '2026-11-22'), [['HUAWEIPUSH', 1, 0]])
      equal((await counters.ofApp(sampleApp, '2026-11-21', '2026-11-21'))[0]?.success, 2)
    },
  },
  {
    name: 'what is reported of a task is counted for it too, each once, whoever else reports at the same time',
    run: async store => {
      const { taskReports } = store.tables
      await store.commit([
        taskReports.insertShipments(sampleApp, 1n, { provider, vendorIds: ['r1', 'r2', 'r2'], madeAtMs: 5 }),
        taskReports.insertShipments(sampleApp, 2n, { provider, vendorIds: ['r3', 'r1'], madeAtMs: 5 }),
        taskReports.insertShipments(otherApp, 3n, { provider, vendorIds: ['r1'], madeAtMs: 5 }),
        taskReports.add(sampleApp, 1n, 'HUAWEIPUSH', 'success', 4),
      ])
      const of = (vendorId: string, tokenFingerprint: string, fate: NewReceipt['fate'] = 'arrived') =>
        aReceipt({ vendorId, tokenFingerprint, fate })
      const first = [
        of('r1', 'a'),
        of('r1', 'a'),
        of('r1', 'b'),
        of('r3', 'a'),
        of('r9', 'a'),
        of('r1', 'a', 'clicked'),
      ]
      const second = [of('r1', 'b'), of('r2', 'c'), of('r2', 'd', 'dropped'), aDeadToken('e', 1, { vendorId: 'r2' })]
      await record(store, aCall(first), aCall(first), aCall(second), aCall([of('r3', 'a', 'clicked')]))
      const counts = async (taskId: bigint, appId = sampleApp) =>
        (await taskReports.counts(appId, taskId)).map(one => [one.provider, one.measure, one.counted])
      deepEqual(await counts(1n), [
        ['HUAWEIPUSH', 'arrived', 3],
        ['HUAWEIPUSH', 'clicked', 1],
        ['HUAWEIPUSH', 'success', 4],
      ])
      deepEqual(await counts(2n), [
        ['HUAWEIPUSH', 'arrived', 1],
        ['HUAWEIPUSH', 'clicked', 1],
      ])
      deepEqual(await counts(3n, otherApp), [])
      deepEqual(await counted(store), [['HUAWEIPUSH', 5, 2]])
    },
  },
  {
    name: "what is reported before the vendor's answer is recorded is counted for the task then, once",
    run: async store => {
      const { taskReports } = store.tables
      const of = (vendorId: string, fate: NewReceipt['fate'] = 'arrived') => aReceipt({ vendorId, fate })
      await record(store, aCall([of('r1'), of('r1', 'clicked'), of('r2', 'dropped'), of('r3')]))
      const ship = (taskId: bigint, vendorIds: readonly string[], appId = sampleApp) =>
        taskReports.insertShipments(appId, taskId, { provider, vendorIds, madeAtMs: 5 })
      await store.commit([ship(1n, ['r1', 'r2']), ship(1n, ['r1', 'r4']), ship(2n, ['r1']), ship(3n, ['r3'], otherApp)])
      await record(store, aCall([of('r1'), of('r4')]))
      const counts = async (taskId: bigint, appId = sampleApp) =>
        (await taskReports.counts(appId, taskId)).map(one => [one.provider, one.measure, one.counted])
      deepEqual(await counts(1n), [
        [provider, 'arrived', 2],
        [provider, 'clicked', 1],
      ])
      deepEqual([await counts(2n), await counts(3n, otherApp)], [[], []])
    },
  },
  {
    name: 'where the vendor names no message, the time tells a repeat from another report',
    run: async store => {
      const at = (ms: number) => aReceipt({ vendorId: '', atMs: ms })
      await record(store, aCall([at(1), at(2)]), aCall([at(2)]))
      deepEqual(await counted(store), [['HUAWEIPUSH', 2, 0]])
    },
  },
  {
    name: 'F70: a dead token is unbound once; bound again after its death, or reported again, it stays',
    run: async store => {
      const { bindings } = store.tables
      const bind = (deviceToken: string, boundAtMs: number) =>
        store.commit([bindings.put(aBinding({ deviceToken, boundAtMs }))])
      const bound = async () => (await bindings.ofUser(sampleApp, aBinding().username)).map(one => one.deviceToken)
      await bind('t1', 1_000)
      await record(store, aCall([aDeadToken('t1', 999)]))
      deepEqual(await bound(), ['t1'])
      deepEqual(await fates(store, 'r1', 't1'), ['token-dead'])
      const died = aDeadToken('t1', 1_000, { vendorId: 'r2' })
      await record(store, aCall([died, aReceipt({ vendorId: 'r3' })]))
      deepEqual([await bound(), await fates(store, 'r3', 'f1')], [[], ['arrived']])
      await bind('t1', 900)
      await record(store, aCall([died]))
      deepEqual(await bound(), ['t1'])
      await record(store, aCall([aDeadToken('t1', 2_000)], { notifierName: 'other' as NotifierName }))
      deepEqual(await bound(), ['t1'])
    },
  },
  {
    name: 'F70: of the dead tokens of one call each is judged by its own time, in its own app, and the rest is counted',
    run: async store => {
      const { bindings } = store.tables
      const bind = (username: string, appId = sampleApp) =>
        bindings.put(aBinding({ appId, username: username as UserId, deviceToken: username, boundAtMs: 1_000 }))
      await store.commit([...['t1', 't2', 't3', 't4'].map(user => bind(user)), bind('t1', otherApp)])
      const bound = async (appId = sampleApp) => {
        const users = ['t1', 't2', 't3', 't4'] as UserId[]
        return (await Promise.all(users.map(user => bindings.ofUser(appId, user)))).flat().map(one => one.deviceToken)
      }
      const nameless = aDeadToken('t3', 1_000, { vendorId: '', atMs: 1_000 })
      const several = [aDeadToken('t1', 1_000), aDeadToken('t2', 999), nameless, aReceipt(), aDeadToken('t5', 1_000)]
      await record(store, aCall(several))
      deepEqual([await bound(), await bound(otherApp)], [['t2', 't4'], ['t1']])
      deepEqual(await counted(store), [['HUAWEIPUSH', 1, 0]])
      await store.commit([bind('t1'), bind('t3')])
      await record(store, aCall([...several, aDeadToken('t4', 1_000)]))
      deepEqual(await bound(), ['t1', 't2', 't3'], 'what was reported before unbinds nobody again')
      deepEqual(await counted(store), [['HUAWEIPUSH', 1, 0]])
    },
  },
  {
    name: 'old receipts are deleted, a bounded number at a time, and the counters stay',
    run: async store => {
      const { receipts } = store.tables
      const old = ['a', 'b', 'c'].map(tokenFingerprint => aReceipt({ tokenFingerprint }))
      await record(store, aCall(old), aCall([aReceipt()], { receivedAtMs: atMs + 1 }))
      deepEqual(await store.commit([receipts.deleteBefore(atMs + 1, 2), receipts.deleteBefore(atMs + 1, 2)]), [2, 1])
      deepEqual([await fates(store, 'r1', 'a'), await fates(store, 'r1', 'f1')], [[], ['arrived']])
      deepEqual(await counted(store), [['HUAWEIPUSH', 4, 0]])
    },
  },
]
