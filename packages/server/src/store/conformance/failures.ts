// What every engine finds of deliveries that failed: by reason, newest first, in rows and in the pages of tasks.
import { deepEqual, equal } from 'node:assert/strict'
import type { DeviceId, MsgId } from '@posthouse/protocol'
import { aDelivery, anOutcome, aPage, sampleApp, sampleId } from '../../domain/testing/samples.ts'
import type { DeliveryPlace, Failure, Store } from '../../ports/store.ts'
import { type Case, otherApp, tablet } from './case.ts'

const beyond: DeliveryPlace = { pushId: (2n ** 62n) as MsgId, deviceId: '' as DeviceId }
const idOf = (place: number): MsgId => (sampleId + BigInt(place)) as MsgId
const refused = anOutcome({ status: 'fail', reason: 'vendor-refused' })

async function failed(store: Store, places: readonly number[]): Promise<void> {
  const { deliveries } = store.tables
  await store.commit(
    places.flatMap(place =>
      [aDelivery().deviceId, tablet].map(deviceId =>
        deliveries.insertDone(aDelivery({ pushId: idOf(place), deviceId }), 1_000, refused),
      ),
    ),
  )
}

const placesOf = (found: readonly Failure[]) => found.map(({ pushId, deviceId }) => [pushId - sampleId, deviceId])

/** See the head of the file. */
export const failureCases: readonly Case[] = [
  {
    name: 'failures of a reason come newest first, page after page, each once, and successes are none',
    run: async store => {
      const { deliveries, failures } = store.tables
      await failed(store, [1, 2, 3])
      await store.commit([
        deliveries.insertDone(aDelivery({ pushId: idOf(4) }), 1_000, anOutcome()),
        deliveries.insertDone(aDelivery({ pushId: idOf(5), appId: otherApp }), 1_000, refused),
        deliveries.insertDone(aDelivery({ pushId: idOf(6) }), 1_000, { ...refused, reason: 'user-ignores' }),
        deliveries.insertLeased(aDelivery({ pushId: idOf(7) }), 1_000, 60_000),
      ])
      const seen: Failure[] = []
      for (let before = beyond; ; before = seen.at(-1) ?? beyond) {
        const page = await failures.ofReason(sampleApp, 'vendor-refused', { before, fromId: idOf(2) }, 3)
        seen.push(...page)
        if (page.length < 3) break
      }
      const phone = aDelivery().deviceId
      deepEqual(placesOf(seen), [
        [3n, tablet],
        [3n, phone],
        [2n, tablet],
        [2n, phone],
      ])
      deepEqual(
        [seen[0]?.status, seen[0]?.target, seen[0]?.settledAtMs],
        ['fail', aDelivery().target, refused.settledAtMs],
      )
      const range = { fromId: idOf(1), untilId: idOf(2) }
      equal(await failures.countOf(sampleApp, 'vendor-refused', range, 99), 4)
      equal(await failures.countOf(sampleApp, 'vendor-refused', range, 3), 3)
    },
  },
  {
    name: 'what a task skipped is found in its pages, by reason and time; what it sent and what left its page is not',
    run: async store => {
      const { pages, failures } = store.tables
      const of = (place: number) =>
        aPage({
          id: BigInt(place),
          taskId: 5n,
          deliveries: [aDelivery({ pushId: idOf(place) }), aDelivery({ pushId: idOf(place + 1) })],
        })
      const [quiet, unbound] = [
        { code: '', answer: undefined, skipped: 'user-ignores' },
        { code: '', answer: undefined, skipped: 'no-push-binding' },
      ] as const
      await store.commit([
        pages.insertSkipped(of(10), [quiet, unbound]),
        pages.insertSkipped(of(20), [quiet, quiet]),
        pages.insert(of(30), 60_000),
        pages.settled(of(30), 1, 3_000, [undefined, { code: 'v', answer: undefined }]),
      ])
      const all = { beforeId: idOf(99), fromId: idOf(0) }
      const ids = async (...[reasons, range]: [Parameters<typeof failures.skippedByTasks>[1], typeof all]) => {
        const found = await failures.skippedByTasks(sampleApp, reasons, range)
        equal(found.sinceId, range.fromId)
        return found.failures.map(({ pushId }) => pushId - sampleId).toSorted((one, other) => Number(one - other))
      }
      deepEqual(await ids(['user-ignores'], all), [10n, 20n, 21n])
      deepEqual(await ids(['no-push-binding', 'no-user'], all), [11n])
      deepEqual(await ids(['vendor-refused'], all), [])
      deepEqual(await ids(['user-ignores'], { beforeId: idOf(20), fromId: idOf(0) }), [10n])
      deepEqual(await ids(['user-ignores'], { beforeId: idOf(99), fromId: idOf(15) }), [20n, 21n])
      const [one] = (await failures.skippedByTasks(sampleApp, ['no-push-binding'], all)).failures
      deepEqual([one?.taskId, one?.status, one?.reason], [5n, 'fail', 'no-push-binding'])
      deepEqual((await failures.skippedByTasks(otherApp, ['user-ignores'], all)).failures, [])
    },
  },
]
