import { deepEqual, equal } from 'node:assert/strict'
import { test } from 'node:test'
import type { SendResult } from '@posthouse/vendors'
import type { NotifierRates } from './notifier-rates.ts'
import { notifier, openPushLab } from './push-lab.test.ts'
import { sendPages } from './send.ts'

const never = new AbortController().signal

test('F110: a process that stood still between the commit of an attempt and its bytes sends nothing once its lease is over', async () => {
  await using lab = await openPushLab(2)
  const ids = await lab.accept([0, 1])
  const pages = await lab.begin()
  lab.advance(lab.deps.leases.attemptMs)
  await sendPages(lab.deps, pages, never)
  deepEqual(lab.sent, [])
  // Nobody else had taken them up, so they are tried again: provably nothing had left.
  deepEqual(await Promise.all(ids.map(lab.statuses)), [['open'], ['open']])
})

test('I18 I5: what waits for its turn is looked at again, and goes nowhere once the vendor asked for a pause', async () => {
  await using lab = await openPushLab(6)
  const { notifierPaces, bindings } = lab.store.tables
  await lab.store.commit([notifierPaces.set(notifier.appId, notifier.uuid, 50)])
  await lab.accept([0, 1, 2, 3, 4, 5])
  const pages = await lab.begin()
  let turns = 0
  const rates: NotifierRates = {
    async turn() {
      turns += 1
      // u1 is unbound while the second piece waits; the answer to the fourth has come before the fifth.
      const { username, deviceId, notifierName } = lab.binding(1)
      if (turns === 2) await lab.store.commit([bindings.delete(notifier.appId, username, deviceId, notifierName)])
      await new Promise(setImmediate)
      return 1
    },
  }
  const throttled: SendResult = { kind: 'throttled', scope: 'notifier', code: '429', retryAfterMs: 5_000, answer: {} }
  lab.answers.set('t3', throttled)
  await sendPages({ ...lab.deps, rates }, pages, never)
  deepEqual(
    lab.sent.map(({ token }) => token),
    ['t0', 't2', 't3'],
  )
  equal((await lab.counted()).success, 2)
})
