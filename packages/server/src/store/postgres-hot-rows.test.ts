// F40: rows that every process changes all the time, as counters and quotas. PostgreSQL lets a deadlock wait for a second before it ends
// it, and everybody who counts waits with it: so there must be none, whatever the units are and however they meet.
import { equal } from 'node:assert/strict'
import { after, it } from 'node:test'
import type { AppId, NotifierName, UserId } from '@posthouse/protocol'
import { Client } from 'pg'
import { systemClock } from '../base/clock.ts'
import { silentLog } from '../base/log.ts'
import { aBinding, sampleApp } from '../domain/testing/samples.ts'
import type { Store, Write } from '../ports/store.ts'
import { openStore } from './open.ts'
import { startPostgres } from './testing/postgres.ts'

const server = await startPostgres({ deadlock_timeout: '20ms' })

const rounds = 25
const vendors = ['apns', 'fcm'] as const
const apps = [1, 2, 3] as AppId[]
let ids = 0n

/** What one of two processes commits at once: units that touch the same rows as the other's, which come in the opposite order. */
const kinds: Readonly<Record<string, (store: Store, isSecond: boolean) => readonly (readonly Write<unknown>[])[]>> = {
  'counts, after what is not merged': ({ tables }, isSecond) =>
    turned(vendors, isSecond).map(vendor => {
      const own = `${isSecond} ${vendor}`
      return [
        tables.bindings.put(aBinding({ username: own as UserId, deviceToken: own })),
        tables.counters.add(sampleApp, 'day', vendor, { targeted: 1 }),
        tables.minutes.add(sampleApp, 5, vendor, { targeted: 1, success: 0, fail: 0, error: 0, answers: [] }),
      ]
    }),
  'counts, of which one comes a step later': ({ tables }, isSecond) =>
    turned(vendors, isSecond).map((vendor, place) => [
      ...(place === 0 ? [] : [tables.counters.addReason(sampleApp, 'day', `${isSecond}`, 'token-dead' as never, 1)]),
      tables.counters.add(sampleApp, 'day', vendor, { targeted: 1 }),
    ]),
  'counts of receipts': ({ tables }, isSecond) =>
    turned(vendors, isSecond).map(vendor => {
      ids += 1n
      const call = {
        appId: sampleApp,
        notifierName: vendor as NotifierName,
        provider: vendor,
        id: ids,
        receivedAtMs: 7,
      }
      const receipt = {
        notifierName: call.notifierName,
        receivedAtMs: 7,
        tokenFingerprint: '',
        fate: 'arrived',
        code: '',
        text: '',
        atMs: 1,
        dead: undefined,
      } as const
      return tables.receipts.record({ ...call, receipts: [{ ...receipt, vendorId: String(ids) }] })
    }),
  'quotas and rates of several apps': ({ tables }, isSecond) =>
    turned(apps, isSecond).flatMap(app => [
      [tables.quotas.take(app, 'allPushesPerDay', 1, 1_000_000)],
      [tables.rateCalls.take(app, 'send', 3, 0)],
      [tables.notifierPaces.take(app, 'notifier', 1)],
    ]),
}

function turned<T>(items: readonly T[], isTurned: boolean): readonly T[] {
  return isTurned ? items.toReversed() : items
}

const url = await server.createDatabase()
const stores = [await open(), await open()] as const
after(async () => {
  for (const store of stores) await store[Symbol.asyncDispose]()
  await server.stop()
})

for (const [name, units] of Object.entries(kinds)) {
  it(`F40: two processes never meet in a deadlock: ${name}`, async () => {
    const before = await countedIn()
    for (let round = 0; round < rounds; round += 1) {
      const both = stores.flatMap((store, place) => units(store, place === 1).map(writes => store.commit(writes)))
      await Promise.all(both)
    }
    equal(await deadlocks(), 0)
    // Nothing was lost on the way.
    if (name.startsWith('counts')) equal((await countedIn()) - before, 2 * vendors.length * rounds)
  })
}

function open(): Promise<Store> {
  return openStore({ url, clock: systemClock, log: silentLog })
}

async function countedIn(): Promise<number> {
  const days = await stores[0].tables.counters.ofApp(sampleApp, '', 'z')
  return days.reduce((sum, { targeted, arrived }) => sum + targeted + arrived, 0)
}

async function deadlocks(): Promise<number> {
  const client = new Client(url)
  await client.connect()
  try {
    const { rows } = await client.query<{ deadlocks: string }>(
      'SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()',
    )
    return Number(rows[0]?.deadlocks)
  } finally {
    await client.end()
  }
}
